"""What nobody learns by asking why an account sees what (features.md B04)."""

import pytest
from sqlalchemy import select, update

from models.codes.office import Occupation
from models.row import col
from models.rows import ReadRecord, Staff, StaffOccupation
from seed.stories import STORIES
from tests.consenting import withdraw
from tests.explaining import NOBODY, explain, told
from tests.proving import person
from tests.recorded import found
from tests.service import Service
from tests.signing_in import change, stored
from tests.test_operation_check_roots import KINDS


def colleagues_elsewhere(running: Service, id_: str) -> list[str]:
    """The accounts of the other offices that have the person on their list."""
    there = """SELECT staff.user_id FROM staff JOIN registration ON registration.office_key = staff.office_key
        JOIN beneficiary ON beneficiary.key = registration.beneficiary_key JOIN staff asks ON asks.user_id = 'hachiro'
        WHERE NOT staff.suspended AND staff.office_key <> asks.office_key"""
    accounts = [user for (user,) in found(running, f"{there} AND beneficiary.id = '{id_}' ORDER BY 1")]
    assert accounts
    return accounts


def test_whoever_is_not_there_is_one_answer(service: Service) -> None:
    """An unknown person, one of another list, an account of another office or of nobody: same bytes, same statements."""
    listed = person(service, STORIES["two-offices"]).id
    elsewhere, removed, past = (
        person(service, STORIES[name]).id for name in ("elsewhere", "removed", "viewing-until-yesterday")
    )
    change(service, "clerk", suspended=True)
    pairs = [(NOBODY, "nurse"), (elsewhere, "nurse"), (removed, "nurse"), (past, "nurse")]
    others = colleagues_elsewhere(service, listed)
    pairs += [(listed, of) for of in ("nobody", "clerk", "municipal", *others)]
    pairs += [(elsewhere, of) for of in (*others, *colleagues_elsewhere(service, elsewhere))]
    explain(service, NOBODY, "nurse")
    answers, statements = [], []
    for id_, of in pairs:
        with service.statements() as ran:
            answers.append(explain(service, id_, of).content)
        statements.append(ran)
    assert set(answers) == {b'{"data":{"explainAccess":null}}'}
    assert all(ran == statements[0] for ran in statements)
    assert stored(service, ReadRecord) == []
    assert explain(service, listed, "nurse").data["explainAccess"] is not None
    assert explain(service, "\0", "\0").data["explainAccess"] is None
    # nor does an administrator learn of a person of another office's list by its accounts
    assert explain(service, listed, "houkatsu", by="multi-manager").body["data"] == {"explainAccess": None}


@pytest.mark.parametrize("by", sorted(set(KINDS) - {"hachiro", "clinic-doctor"}))
def test_nobody_else_is_told(service: Service, by: str) -> None:
    answers = [explain(service, id_, "nurse", by=by) for id_ in (person(service, STORIES["two-offices"]).id, NOBODY)]
    assert [answer.codes for answer in answers] == [["FORBIDDEN"]] * 2
    assert answers[0].content == answers[1].content
    assert stored(service, ReadRecord) == []


def test_an_administrator_without_the_list_has_nobody(service: Service) -> None:
    id_ = person(service, STORIES["two-offices"]).id
    for of in ("clinic-doctor", "nurse"):
        assert explain(service, id_, of, by="clinic-doctor").data == {"explainAccess": None}


def test_another_offices_receipt_is_not_told(service: Service) -> None:
    """It would tell where the person goes; its own is, and what the consent tab shows."""
    withdraw(service, person(service, STORIES["progress-certified"]).id)
    own = told(service, "progress-certified", "nurse")["consent"]
    assert (own["status"], own["receipt"][:4]) == ("WITHDRAWN", "rcp_")
    withdraw(service, person(service, STORIES["two-offices"]).id, "multi-manager")
    others = told(service, "two-offices", "nurse")["consent"]
    assert (others["status"], others["receipt"]) == ("WITHDRAWN", None)


def test_who_may_not_open_the_consent_tab_is_not_told_of_statements(service: Service) -> None:
    # given an administrator who has become something else
    id_ = person(service, STORIES["two-offices"]).id
    assert explain(service, id_, "multi-manager", by="multi-manager").data["explainAccess"]["consent"]
    with service.rows() as rows:
        of = select(col(Staff.key)).where(col(Staff.user_id) == "multi-manager").scalar_subquery()
        rows.execute(
            update(StaffOccupation).where(col(StaffOccupation.staff_key) == of).values(occupation=Occupation.OTHER)
        )
        rows.commit()
    after = explain(service, id_, "multi-manager", by="multi-manager").data["explainAccess"]
    assert (after["consent"], after["proof"] is None) == (None, False)
