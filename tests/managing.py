"""What tests of accounts say again and again: how to do something to one, and what of it is stored."""

import itertools
from typing import Any

from sqlalchemy import select

from models.row import col
from models.rows import Message, Performed, Session, SignInAttempt, Staff, StaffOccupation
from tests.service import Answer, Service

CHANGED = "... on AccountChanged { userId kind suspended } ... on Refused { errors { code message path } }"
ON_ACCOUNT = "mutation Act($input: AccountInput!) {{ {verb}(input: $input) {{ {changed} }} }}"
TOUCHED = (Staff, StaffOccupation, Performed, Message, Session, SignInAttempt)
_KEYS = itertools.count(1)


def new_key() -> str:
    """A key that no request had before."""
    return f"manage-{next(_KEYS):06}"


def on_account(service: Service, by: str | None, verb: str, user_id: str, **changed: object) -> Answer:
    """Suspend, resume, reset or lift the lock-out of an account."""
    query = ON_ACCOUNT.format(verb=verb, changed=CHANGED)
    return service.ask(by, query, input={"idempotencyKey": new_key(), "userId": user_id, **changed})


def faults(answer: Answer) -> list[tuple[str, list[str]]]:
    """The codes and places of what was wrong."""
    [outcome] = answer.data.values()
    return [(error["code"], error["path"]) for error in outcome["errors"]]


def account(service: Service, user_id: str) -> dict[str, Any]:
    """An account as it is stored, with its posts."""
    with service.rows() as rows:
        staff = rows.execute(select(Staff).where(col(Staff.user_id) == user_id)).scalar_one()
        held = select(col(StaffOccupation.service), col(StaffOccupation.occupation))
        posts = rows.execute(held.where(col(StaffOccupation.staff_key) == staff.key))
        return {**staff.model_dump(), "posts": sorted((service.name, work.name) for service, work in posts)}
