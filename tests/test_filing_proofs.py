"""For whom an office may file (S54, S62): whom it has proven within 24 hours, on its list or for filing alone."""

import datetime
from typing import Any

import pytest

from models.rows import Beneficiary
from seed.stories import STORIES
from tests.filing import RECORDED, TOUCHED, answer, received, submit, submitted, validate
from tests.managing import faults
from tests.proving import EDGE, NOBODY, ONE, listed, person, read_card, readings, register_by_fields, remove, tried
from tests.service import Service
from tests.signing_in import stored

DAY = datetime.timedelta(days=1)
UNKNOWN = [("BENEFICIARY_UNKNOWN", ["input", "beneficiaryId"])]
EXPIRED = [("PROOF_EXPIRED", ["input", "beneficiaryId"])]


@pytest.mark.parametrize("edge", EDGE, ids=str)
@pytest.mark.parametrize("by_card", [False, True], ids=["fields", "card"])
def test_a_proof_opens_filing_for_24_hours(service: Service, by_card: bool, edge: datetime.timedelta) -> None:
    """Hint and verdict agree at a second before, at the end, and a second after; a fresh proof lets it pass."""
    id_ = (read_card if by_card else register_by_fields)(service, by="hachiro")
    listed(service, "hachiro")
    service.clock.instant += DAY + edge
    hint = service.ask("hachiro", ONE, id=id_).data["beneficiary"]["proof"]["opensFiling"]
    assert hint is (edge < datetime.timedelta())
    if not hint:
        before = stored(service, *RECORDED)
        assert faults(submit(service, id_)) == faults(validate(service, id_)) == EXPIRED
        assert stored(service, *RECORDED) == before
        register_by_fields(service, by="hachiro", purpose="FILING")
    assert submitted(service, id_)


@pytest.mark.parametrize("edge", EDGE, ids=str)
def test_a_proof_for_filing_counts_where_the_one_for_viewing_is_over(
    service: Service, edge: datetime.timedelta
) -> None:
    id_ = register_by_fields(service, by="hachiro")
    service.clock.instant += DAY
    register_by_fields(service, by="hachiro", purpose="FILING")
    service.clock.instant += DAY + edge
    hint = service.ask("hachiro", ONE, id=id_).data["beneficiary"]["proof"]["opensFiling"]
    assert hint is (edge < datetime.timedelta())
    assert hint or faults(submit(service, id_)) == EXPIRED
    assert not hint or submitted(service, id_)


def test_who_is_proven_for_filing_alone_is_filed_for_and_on_no_list(service: Service) -> None:
    id_ = register_by_fields(service, by="hachiro", purpose="FILING")
    assert submitted(service, id_)
    assert id_ not in listed(service, "hachiro")
    assert service.ask("hachiro", ONE, id=id_).data["beneficiary"] is None
    service.clock.instant += DAY
    assert faults(submit(service, id_, kind="PREVENTIVE_PLAN")) == UNKNOWN


@pytest.mark.parametrize("story", ["no-office", "elsewhere", "viewing-until-yesterday", "removed", ""])
def test_whoever_is_not_on_the_list_is_not_there(service: Service, story: str) -> None:
    """Said alone, whatever else is wrong with the form."""
    id_ = person(service, STORIES[story]).id if story else "bnf_\0"
    service.token("hachiro")
    before = stored(service, *RECORDED)
    wrongs: tuple[dict[str, Any], ...] = ({}, {"delegationChosen": False})
    for wrong in wrongs:
        assert faults(submit(service, id_, **wrong)) == faults(validate(service, id_, **wrong)) == UNKNOWN
    assert stored(service, *RECORDED) == before


def test_the_removed_are_no_more_filed_for(service: Service) -> None:
    id_ = register_by_fields(service, by="hachiro")
    remove(service, id_, "hachiro")
    assert faults(submit(service, id_)) == UNKNOWN


@pytest.mark.parametrize(("days", "codes"), [(1, []), (0, ["ELIGIBILITY_LOST"]), (-30, ["ELIGIBILITY_LOST"])])
def test_who_has_lost_eligibility_is_not_filed_for(service: Service, days: int, codes: list[str]) -> None:
    id_ = register_by_fields(service, by="hachiro")
    with service.rows() as rows:
        found = rows.get_one(Beneficiary, person(service).key)
        found.eligibility_lost_on = service.clock.instant.date() + days * DAY
        rows.commit()
    given = validate(service, id_).data["validateFiling"]
    assert [fault["code"] for fault in given.get("errors", [])] == codes


@pytest.mark.parametrize("by", ["nurse", "office-user", "municipal", "municipal-system", "clinic-doctor", "portal"])
def test_who_files_nothing(service: Service, by: str) -> None:
    id_ = register_by_fields(service)
    service.token(by)
    before = stored(service, *TOUCHED)
    assert submit(service, id_, by).codes == validate(service, id_, by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before
    assert [entry[:2] for entry in tried(service)[-2:]] == [("submitFiling", "FORBIDDEN")] * 2


def test_who_is_proven_for_filing_alone_can_be_named_and_followed(service: Service) -> None:
    """A card app tells no id, and no list has the person: the office's own readings open the way."""
    # given somebody on nobody's list, whose card was read for filing
    before = opened(service)
    read_card(service, NOBODY, "hachiro", "FILING")
    [id_] = opened(service) - before
    found = person(service, NOBODY)
    assert id_ == found.id
    assert id_ not in opened(service, "multi-manager")
    # when the form is checked, then it says whom it is for
    valid = validate(service, id_).data["validateFiling"]
    assert valid["person"] == {
        "insuredNumber": NOBODY,
        "name": found.name,
        "kana": found.kana,
        "birthDate": str(found.birth_date),
        "sex": found.sex.name,
    }
    # and once sent, the office follows it, without the person
    filing = submitted(service, id_)
    [sent] = [one for one in received(service, "hachiro") if one["id"] == filing]
    assert (sent["status"], sent["person"]) == ("SUBMITTED", None)
    answer(service, filing)
    assert next(one for one in received(service, "hachiro") if one["id"] == filing)["status"] == "ACCEPTED"
    assert filing not in {one["id"] for one in received(service, "multi-manager")}
    # and after 24 hours nothing names the person any more
    service.clock.instant += DAY
    assert id_ not in opened(service)


def opened(service: Service, by: str = "hachiro") -> set[str | None]:
    """For whom the office's readings open filing."""
    return {reading["filingFor"] for reading in readings(service, by)}
