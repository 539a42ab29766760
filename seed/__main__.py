"""python -m seed: makes the database of KAIGO_DATABASE_URL; `python -m seed world` plays what is around its service."""

import argparse
import datetime
import re
import sys
import time
from functools import partial

import httpx2
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from models.database import DatabaseError
from models.files import Files, FilesError
from models.row import JST
from models.settings import Settings, SettingsError, load_settings
from seed.cards import put_cards
from seed.pdf import put_papers
from seed.playing import play
from seed.world import LEAST, SIZES, make, make_real, size_of

NUMBER = re.compile("[0-9]{1,9}")


def main() -> int:
    """Make the database; 0 when it is there, 2 when it cannot be made."""
    arguments = _arguments()
    try:
        settings = load_settings()
        if arguments.world:
            play(settings, arguments.server or f"http://localhost:{settings.port}", arguments.pause)
        elif arguments.real:
            make_real(settings.database_url)
            print("Made a database for real use, with nobody in it.")
        else:
            put_papers(Files(settings.files))
            _make(settings, arguments.people or SIZES[arguments.size])
    except (DatabaseError, FilesError, SettingsError, OSError, httpx2.TransportError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _make(settings: Settings, people: int) -> None:
    """Make a demo database and its cards, with a bar on a terminal, and a line at the end."""
    console, begun = Console(), time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("people", total=people)

        def watch(count: int) -> None:
            bar.advance(task, count)
            if bar.finished:
                bar.update(task, description="indexes")

        now = datetime.datetime.now(JST)
        make(settings.database_url, people, now, watch, partial(put_cards, settings=settings))
    seconds = time.monotonic() - begun
    print(f"Made a demo database of {people:,} people ({size_of(people)}) in {seconds:.1f} s.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m seed", description="Make a database of fictitious people.")
    parser.add_argument("world", nargs="?", choices=("world",), help="play the systems around a service that runs")
    parser.add_argument("--server", help="where it runs; left out, http://localhost and KAIGO_PORT")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between what is played")
    choice = parser.add_mutually_exclusive_group()
    sizes = ", ".join(f"{size} {count:,}" for size, count in SIZES.items())
    choice.add_argument("--size", choices=SIZES, default="small", help=f"how many people: {sizes}")
    choice.add_argument("--people", type=_people, help=f"any number of people from {LEAST} on")
    choice.add_argument("--real", action="store_true", help="no demo: the amounts in force, nobody in it, real time")
    return parser.parse_args()


def _people(text: str) -> int:
    if not NUMBER.fullmatch(text) or int(text) < LEAST:
        raise argparse.ArgumentTypeError(f"{text} is not a number from {LEAST} to 999999999")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
