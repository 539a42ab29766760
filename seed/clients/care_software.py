"""python -m seed.clients.care_software: a vendor's care software prints the certificates of everybody on the list."""

import sys
from collections.abc import Iterator
from typing import Any

import httpx2

from seed.clients.connection import Connection, Refused, connected, parser, told

HEAD = "被保険者番号  認定有効期間終了  負担割合適用終了  要介護度など"


def main() -> int:
    """0 when the list is printed, 1 when the service refuses."""
    try:
        with connected(parser("The list of an office with its certificates.", "partner").parse_args()) as connection:
            print(HEAD)
            for person in _people(connection):
                print(_line(person))
    except (Refused, httpx2.HTTPError, OSError) as error:
        return told(error)
    return 0


def _people(connection: Connection) -> Iterator[dict[str, Any]]:
    """Everybody on the office's list, page by page."""
    after, more = None, True
    while more:
        page = connection.ask("care_software", after=after)["beneficiaries"]
        yield from (edge["node"] for edge in page["edges"])
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]


def _line(person: dict[str, Any]) -> str:
    held = person["certificates"]
    insured, ratio = held["insuredCertificate"] or {}, held["burdenRatio"] or {}
    level, share = insured.get("careLevelLabel") or "-", ratio.get("firstRatioLabel") or "-"
    days = f"{insured.get('validUntil') or '-':16}  {ratio.get('firstEnd') or '-':16}"
    return f"{person['insuredNumber']:12}  {days}  {level} {share} {person['name']}"


if __name__ == "__main__":
    sys.exit(main())
