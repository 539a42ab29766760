"""How fresh what is shown is (S79): a late source is told with the person's data, which is shown all the same."""

from collections.abc import Callable
from typing import Any

import pytest

from models.rows import FeedSource
from tests.consenting import feed as feed_consent
from tests.feeding import MUNICIPAL, TOUCHED, act, certificate, fed
from tests.feeding_papers import SURVEY
from tests.managing import faults, new_key
from tests.oracles.crowd import Person, enlist
from tests.proving import HOUR, SECOND
from tests.service import Answer, Service
from tests.signing_in import stored
from tests.test_feeding_people import WHO
from tests.test_feeding_progress import ACCEPTED
from tests.test_feeding_progress import feed as feed_progress

NUMBER = "1111100001"
BEAT = act("feedHeartbeat", "... on HeartbeatFed { information asOf } ... on Refused { errors { code message path } }")
LOOK = """
query Look($id: ID!) { beneficiary(id: $id) {
  access { information readable reason reasonLabel remedy }
  sources { information asOf stale }
  certificates { reduction { benefitRate } }
} }
"""


def beat(service: Service, hours: int | None, by: str = MUNICIPAL, information: str = "CERTIFICATES") -> Answer:
    asked = {"idempotencyKey": new_key(), "information": information, "intervalHours": hours}
    return service.ask(by, BEAT, input=asked)


def look(service: Service, person: Person, by: str = "hachiro") -> Any:
    return service.ask(by, LOOK, id=person.id).data["beneficiary"]


def told(found: Any, information: str = "CERTIFICATES") -> tuple[bool, str | None]:
    """Whether it can be read, and what is said of it."""
    [one] = [one for one in found["access"] if one["information"] == information]
    return one["readable"], one["reason"]


def source_of(found: Any, information: str = "CERTIFICATES") -> Any:
    """When an information last came."""
    [one] = [one for one in found["sources"] if one["information"] == information]
    return one


@pytest.mark.parametrize("interpret", [False, True], ids=["compiled", "plain"])
def test_a_late_source_is_told_and_nothing_is_hidden(open_service: Callable[..., Service], interpret: bool) -> None:
    service = open_service(interpret=interpret)
    # given a certificate, and more to come within two hours
    [person] = enlist(service, 1, insured_number=NUMBER)
    fed(service, "feedCertificate", insuredNumber=NUMBER, certificate=certificate("reduction"))
    began = service.clock.instant
    answer = beat(service, 2).data["feedHeartbeat"]
    assert answer == {"information": "CERTIFICATES", "asOf": began.isoformat()}
    fresh, late = (True, None), (True, "SOURCE_STALE")
    for passed, expected in ((2 * HOUR - SECOND, fresh), (2 * HOUR, late)):
        # when nothing comes
        service.clock.instant = began + passed
        found = look(service, person)
        # then it is told from the second it is due
        source = {"information": "CERTIFICATES", "asOf": began.isoformat(), "stale": expected is late}
        assert (told(found), source_of(found)) == (expected, source)
        assert found["certificates"] == {"reduction": {"benefitRate": 91}}
        assert told(found, "PROGRESS") == fresh
    [words] = [one for one in found["access"] if one["reason"]]
    assert (words["reasonLabel"], words["remedy"]) == (
        "連携元の情報が届いていません。",
        "しばらくしてからもう一度確認するか、市町村に問い合わせてください。",
    )
    # and any feed of it makes it fresh, the same content too
    assert fed(service, "feedCertificate", insuredNumber=NUMBER, certificate=certificate("reduction"))[1] is False
    assert told(look(service, person)) == fresh


def test_why_something_is_hidden_comes_first(service: Service) -> None:
    [person] = enlist(service, 1, consent=False)
    beat(service, 1, information="LIFE")
    service.clock.instant += HOUR
    assert told(look(service, person), "LIFE") == (False, "CONSENT_MISSING")
    assert told(look(service, person, "hachiro"), "LIST") == (True, None)


def test_without_an_agreed_interval_nothing_is_late(service: Service) -> None:
    [person] = enlist(service, 1)
    beat(service, 1)
    beat(service, None)
    service.clock.instant += 10_000 * HOUR
    found = look(service, person)
    assert (told(found), source_of(found)["stale"]) == ((True, None), False)


def test_another_insurers_people_have_another_source(service: Service) -> None:
    [person] = enlist(service, 1, insurer_key=2)
    beat(service, 1)
    service.clock.instant += HOUR
    found = look(service, person)
    assert (told(found), source_of(found)["stale"]) == ((True, None), False)


def test_every_feed_moves_its_information(service: Service) -> None:
    [person] = enlist(service, 1, insured_number=NUMBER)
    fed(service, "feedBeneficiary", beneficiary=WHO)
    fed(service, "feedCertificate", insuredNumber=NUMBER, certificate=certificate("reduction"))
    feed_progress(service, ACCEPTED)
    feed_consent(service, NUMBER, "GIVEN", "2025-12-14")
    at = service.clock.instant.isoformat()
    fresh = [one["information"] for one in look(service, person)["sources"] if one["asOf"] == at]
    assert fresh == ["LIST", "CERTIFICATES", "PROGRESS", "CONSENT"]
    application = {"appliedOn": ACCEPTED["appliedOn"], "applicationKind": ACCEPTED["applicationKind"]}
    opinion = {"writtenOn": "2025-11-18", "receivedOn": "2025-11-20", "shared": False, "remarks": "なし"}
    for verb, information, given in (
        ("feedProtection", "LIST", {}),
        ("feedSurvey", "CERTIFICATION", {**application, "survey": SURVEY}),
        ("feedOpinionPaper", "CERTIFICATION", {**application, "opinion": opinion}),
    ):
        service.clock.instant += HOUR
        fed(service, verb, insuredNumber=NUMBER, **given)
        assert source_of(look(service, person), information)["asOf"] == service.clock.instant.isoformat()


@pytest.mark.parametrize("hours", [0, -1, 8785])
def test_an_interval_that_is_none(service: Service, hours: int) -> None:
    service.token(MUNICIPAL)
    before = stored(service, *TOUCHED, FeedSource)
    assert faults(beat(service, hours)) == [("INTERVAL_WRONG", ["input", "intervalHours"])]
    assert beat(service, 1, "hachiro").codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED, FeedSource) == before
