"""Asking why an account sees what of a person."""

from typing import Any

from seed.stories import STORIES
from tests.proving import person
from tests.service import Answer, Service

EXPLAIN = """
query Explain($beneficiary: ID!, $as: String!, $fields: [String!]) {
  explainAccess(beneficiary: $beneficiary, as: $as, fields: $fields) {
    at beneficiaryId userId accountName accountKindLabel
    information {
      information informationLabel readable reason reasonLabel remedy
      cells { label allowed basis } conditions { code label met basis remedy }
    }
    fields { coordinate information readable decidedBy reason reasonLabel remedy }
    proof { method methodLabel provenAt expiresAt registeredOn viewingUntil listOpenedAt }
    consent { status statusLabel route recordedAt receipt }
    charge { userId since until }
  }
}
"""
NOBODY = "bnf_aaaaaaaaaaaaaaaa"


def explain(running: Service, id_: str, of: str, fields: tuple[str, ...] = (), by: str = "hachiro") -> Answer:
    return running.ask(by, EXPLAIN, beneficiary=id_, **{"as": of}, fields=list(fields))


def told(running: Service, story: str, of: str, *fields: str) -> dict[str, Any]:
    found: dict[str, Any] = explain(running, person(running, STORIES[story]).id, of, fields).data["explainAccess"]
    return found
