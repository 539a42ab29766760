"""Contents are compared before anything is timed: every contender gives the same people and the same values."""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any

from tests.benchmarks.contenders import Contender
from tests.benchmarks.workload import Request, Workload


class DifferentContent(Exception):
    """Two contenders do not say the same; the message says where."""


def compare(contenders: Sequence[Contender]) -> dict[str, int]:
    """Compare every contender with the first, in every workload; tells the bytes of each workload's first answer.

    Raises:
        DifferentContent: they differ, or somebody does not answer whole.
    """
    sizes: dict[str, int] = {}
    for workload in Workload:
        for place in range(len(contenders[0].requests[workload])):
            expected = None
            for contender in contenders:
                body = ask(contender.server.port, contender.requests[workload][place])
                found = contender.plain(workload, _whole(contender, json.loads(body)))
                if expected is None:
                    expected = found
                    sizes.setdefault(workload.value, len(body))
                elif told := difference(expected, found, workload.short):
                    raise DifferentContent(f"{contender.name}: {told}")
    return sizes


def ask(port: int, request: Request) -> bytes:
    """The body of one answer."""
    address = f"http://127.0.0.1:{port}{request.path}"
    sent = urllib.request.Request(address, request.body or None, dict(request.headers), method=request.method)
    try:
        with urllib.request.urlopen(sent, timeout=120) as answer:
            body: bytes = answer.read()
    except urllib.error.HTTPError as error:
        raise DifferentContent(f"{address}: {error.code} {error.read().decode()[:2000]}") from None
    return body


def _whole(contender: Contender, answer: Any) -> Any:
    if "errors" in answer or answer.get("extensions", {}).get("refusals"):
        told = json.dumps({key: value for key, value in answer.items() if key != "data"}, ensure_ascii=False)
        raise DifferentContent(f"{contender.name} does not answer whole: {told[:1000]}")
    return answer["data"]


def difference(expected: Any, found: Any, path: str) -> str | None:
    """Where two values differ first, in words; None where they do not."""
    if isinstance(expected, dict) and isinstance(found, dict):
        if expected.keys() != found.keys():
            return f"{path} has {sorted(found)}, not {sorted(expected)}"
        return _first((expected[key], found[key], f"{path}.{key}") for key in expected)
    if isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return f"{path} has {len(found)} entries, not {len(expected)}"
        return _first(
            (one, other, f"{path}[{place}]") for place, (one, other) in enumerate(zip(expected, found, strict=True))
        )
    return None if expected == found and type(expected) is type(found) else f"{path} is {found!r}, not {expected!r}"


def _first(pairs: Any) -> str | None:
    return next((told for one, other, path in pairs if (told := difference(one, other, path))), None)
