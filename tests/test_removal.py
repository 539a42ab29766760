"""Taking a person off the list (guide p.17, S58): for this office only, and not for ever."""

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import Registration
from seed.stories import STORIES
from tests.managing import faults
from tests.proving import NOBODY, ONE, RECORDED, TOUCHED, listed, newest, one, person, register_by_fields, remove, tried
from tests.service import Service
from tests.signing_in import stored

BOTH = STORIES["two-offices"]
UNKNOWN = [("BENEFICIARY_UNKNOWN", ["input", "id"])]


def test_a_person_leaves_this_list_and_no_other(service: Service) -> None:
    id_ = person(service, BOTH).id
    assert id_ in listed(service) & listed(service, "multi-manager")
    # when one office removes the person
    assert remove(service, id_).data == {"removeBeneficiary": {"id": id_}}
    # then nobody there sees them any more, and the other office does
    unknown = service.ask("nurse", ONE, id="bnf_aaaaaaaaaaaaaaaa").content
    assert service.ask("nurse", ONE, id=id_).content == unknown
    assert id_ not in listed(service)
    assert id_ in listed(service, "multi-manager")
    assert tried(service) == [("removeBeneficiary", "DONE", f'["{id_}"]')]


def test_a_removed_person_is_registered_again(service: Service) -> None:
    id_ = register_by_fields(service)
    remove(service, id_)
    assert newest(service) == ("REMOVED", "2025-12-15T09:00:00+09:00")
    assert one(service, id_) is None
    register_by_fields(service)
    assert one(service, id_)["registration"]["viewingUntil"] == "2026-03-09"


def test_the_proof_for_filing_goes_with_it(service: Service) -> None:
    id_ = register_by_fields(service)
    register_by_fields(service, purpose="FILING")
    remove(service, id_)
    with service.rows() as rows:
        mine = col(Registration.beneficiary_key) == person(service).key
        ended = rows.execute(select(col(Registration.removed_at)).where(mine)).scalars().all()
    assert len(ended) == 2
    assert None not in ended


@pytest.mark.parametrize(
    "id_",
    ["bnf_aaaaaaaaaaaaaaaa", "", "\0", *(f"={story}" for story in ("elsewhere", "viewing-until-yesterday", "removed"))],
)
def test_whoever_is_not_on_the_list_is_not_there(service: Service, id_: str) -> None:
    found = person(service, STORIES[id_[1:]]).id if id_.startswith("=") else id_
    service.token("nurse")
    before = stored(service, *RECORDED)
    assert faults(remove(service, found)) == UNKNOWN
    assert stored(service, *RECORDED) == before


def test_only_a_listed_person_is_removed(service: Service) -> None:
    register_by_fields(service, purpose="FILING")
    before = stored(service, *RECORDED)
    assert faults(remove(service, person(service, NOBODY).id)) == UNKNOWN
    assert stored(service, *RECORDED) == before


@pytest.mark.parametrize("by", ["office-user", "municipal", "billing-system", "clinic-doctor"])
def test_who_removes_nobody(service: Service, by: str) -> None:
    service.token(by)
    before = stored(service, *TOUCHED)
    assert remove(service, person(service, BOTH).id, by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before
