"""Prints the schema under the loaded matrix, with its directives."""

import argparse

from graph.schema import build_schema
from models.settings import load_settings
from permissions.matrix import load_matrix


def run(_: argparse.Namespace) -> int:
    print(build_schema(load_matrix(load_settings().matrix)).sdl, end="")
    return 0
