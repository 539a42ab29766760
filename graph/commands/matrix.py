"""Prints the matrix as a table people read, with the basis of every cell."""

import argparse

from models.settings import load_settings
from permissions.matrix import load_matrix
from permissions.table import as_csv, as_markdown


def run(arguments: argparse.Namespace) -> int:
    matrix = load_matrix(load_settings().matrix)
    print(as_csv(matrix) if arguments.format == "csv" else as_markdown(matrix), end="")
    return 0
