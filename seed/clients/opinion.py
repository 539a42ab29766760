"""python -m seed.clients.opinion: a chart lists for whom opinions are asked for, and sends one (way A of the guide).

Without `--content` it prints those to be written for, the most urgent first. With it, the file's JSON object is what
`OpinionContentInput` takes. The key is made of what is sent, so that a send whose answer was lost can be run again.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2

from seed.clients.connection import Connection, Refused, connected, parser, told


def main() -> int:
    """0 when all is well, 1 when the service refuses."""
    arguments = parser("Doctors' opinions: for whom, and sending one.", "chart")
    arguments.add_argument("--target", help="for whom (opt_...)")
    arguments.add_argument("--content", type=Path, help="the opinion, a JSON file")
    arguments.add_argument("--reason", help="why it is corrected, where one was sent before")
    asked = arguments.parse_args()
    try:
        with connected(asked) as connection:
            if asked.content is None:
                lines = list(_targets(connection))
            else:
                lines = _sent(connection, asked.target, json.loads(asked.content.read_text("utf-8")), asked.reason)
    except (Refused, httpx2.HTTPError, OSError, ValueError) as error:
        return told(error)
    print("\n".join(lines))
    return 0


def _targets(connection: Connection) -> Iterator[str]:
    after = None
    while True:
        page = connection.ask("opinion_targets", after=after)["opinionTargets"]
        for node in (edge["node"] for edge in page["edges"]):
            person = f"{node['insurerName']} {node['insuredNumber']} {node['name']} {node['birthDate']}生"
            yield f"{node['id']}  {node['dueOn']}まで  {node['statusLabel']}  {person}"
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def _sent(connection: Connection, target: str, content: dict[str, Any], reason: str | None) -> list[str]:
    """The receipt.

    Raises:
        Refused: everything that is to be corrected, a line each.
    """
    what = {"target": target, "content": content, "correctionReason": reason}
    key = hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
    outcome = connection.ask("send_opinion", input={"idempotencyKey": key, **what})["sendOpinion"]
    if "errors" in outcome:
        raise Refused("\n".join(f"{'.'.join(one['path'])}: {one['message']}" for one in outcome["errors"]))
    return [f"{outcome['id']}  {outcome['version']}版  {outcome['sentAt']}"]


if __name__ == "__main__":
    sys.exit(main())
