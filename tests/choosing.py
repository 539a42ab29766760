"""On which databases tests run: on both; with `--databases one`, as in `make test`, each on one, half of all on either.

The test's name chooses which, so that it is the same one every time. Those that are marked `both` run on both always: the
database is what they are about.
"""

import zlib

import pytest

BOTH = "both"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases", choices=("one", BOTH), default=BOTH, help="each test on one of the two, or on both"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{BOTH}: runs on both kinds of database, always")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--databases") == BOTH:
        return
    config.hook.pytest_deselected(items=[item for item in items if not _chosen(item)])
    items[:] = filter(_chosen, items)


def _chosen(item: pytest.Item) -> bool:
    call = getattr(item, "callspec", None)
    kind = call.params.get("copies") if call else None
    if kind is None or item.get_closest_marker(BOTH):
        return True
    number = zlib.crc32(item.nodeid.replace(kind, "").encode())
    return bool(kind == ("sqlite", "postgresql")[number % 2])
