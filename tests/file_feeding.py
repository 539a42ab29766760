"""What tests of files that are fed say again and again: send one, wait until it is read, look at what became of it."""

import csv
import io
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.certificates import CERTIFICATES
from models.rows import ActionRecord, Fed, FeedFault, FeedJob, FeedRow, Performed
from tests.feeding import FULL, MUNICIPAL
from tests.life_feeding import LIFE, SCALES
from tests.managing import new_key
from tests.service import Answer, Service
from tests.uploading import CSV, send

FAULTS = "... on Refused { errors { code message path } }"
FEED_LIFE = f"mutation Feed($input: FeedLifeFileInput!) {{ feedLifeFile(input: $input) {{ ... on FeedTaken {{ id }} {FAULTS} }} }}"
FEED_CERTIFICATES = f"""
mutation Feed($input: FeedCertificateFileInput!) {{ feedCertificateFile(input: $input) {{
  ... on FeedTaken {{ id }} {FAULTS}
}} }}
"""
JOB = """
query Job($id: ID!, $first: Int, $after: Int) { feedJob(id: $id) {
  id certificate keep state stateLabel sentAt endedAt rowsRead rowsKept rowsUnchanged rowsRefused
  faults(first: $first, after: $after) { place line column code message }
} }
"""
TOUCHED: tuple[type[Any], ...] = (*CERTIFICATES.values(), Fed, *SCALES, FeedJob, FeedFault, FeedRow, Performed)
RECORDED: tuple[type[Any], ...] = (*TOUCHED, ActionRecord)
STORED: tuple[type[Any], ...] = (*CERTIFICATES.values(), Fed, *SCALES, FeedRow)
PATIENCE = 30.0
RATIO = FULL["burdenRatio"]


def table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] | None = None) -> str:
    """Rows as CSV, with one line of names: those of the first row, or these."""
    rows, text = list(rows), io.StringIO()
    writer = csv.DictWriter(text, list(columns or rows[0]), lineterminator="\r\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def uploaded(service: Service, content: bytes | str, by: str) -> str:
    """The handle of a file."""
    sent = send(service, content.encode() if isinstance(content, str) else content, CSV, user=by)
    return str(sent.body["handle"])


def feed_life(service: Service, content: bytes | str, by: str = LIFE, **asked: Any) -> Answer:
    upload = uploaded(service, content, by)
    return service.ask(by, FEED_LIFE, input={"idempotencyKey": new_key(), "upload": upload, **asked})


def feed_certificates(
    service: Service,
    content: bytes | str,
    kind: str = "BURDEN_RATIO",
    keep: str = "GOOD_ROWS",
    by: str = MUNICIPAL,
) -> Answer:
    asked = {"upload": uploaded(service, content, by), "kind": kind, "keep": keep}
    return service.ask(by, FEED_CERTIFICATES, input={"idempotencyKey": new_key(), **asked})


def job(service: Service, id_: str, by: str, **asked: Any) -> Any:
    return service.ask(by, JOB, id=id_, **asked).data["feedJob"]


def ended(service: Service, answer: Answer, by: str = MUNICIPAL) -> Any:
    """The job of a file that was taken, when it has ended."""
    [taken] = answer.data.values()
    deadline = time.monotonic() + PATIENCE
    while (found := job(service, taken["id"], by))["state"] == "READING" and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def counts(found: Any) -> tuple[str, int, int, int, int]:
    """State, and rows read, kept, unchanged and refused."""
    return (found["state"], *(found[f"rows{name}"] for name in ("Read", "Kept", "Unchanged", "Refused")))


def wrong(found: Any) -> list[tuple[int, str | None, str]]:
    """Line, column and code of each fault."""
    return [(fault["line"], fault["column"], fault["code"]) for fault in found["faults"]]
