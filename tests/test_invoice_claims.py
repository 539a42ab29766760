"""One new claim a person (新規): in whatever order, however at once, and whatever a letter said (domain.md section 6.2)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import opinion
from tests.feeding_papers import NUMBER, applied
from tests.invoice import send, sent
from tests.managing import faults
from tests.opinion_target import register, registered, requested
from tests.service import Service

WRITTEN = {"opinionWrittenOn": "2025-12-14", "opinionSentOn": "2025-12-15"}
SECOND = [("CATEGORY_NOT_NEW", ["input", "content", "category"])]


def test_a_letter_that_mistook_the_birth_date_is_of_the_person_it_was_confirmed_for(service: Service) -> None:
    # given a letter whose opinion the municipality has confirmed by its number, claimed as new
    applied(service)
    mistaken = registered(service, insuredNumber=NUMBER, birthDate="1941-04-01", requestedOn="2025-12-10")
    version = opinion.sent(service, mistaken)
    assert opinion.confirm(service, version, insuredNumber=NUMBER).data["confirmOpinion"]["id"] == version
    sent(service, mistaken, **WRITTEN)
    # when a later request for the same person is claimed, then it is not new any more
    target = requested(service, NUMBER, applicationKind="RENEWAL", requestedOn="2025-12-11")
    opinion.sent(service, target)
    assert faults(send(service, target, **WRITTEN)) == SECOND
    sent(service, target, category="HOME_CONTINUED", **WRITTEN)


@pytest.mark.both
def test_of_several_at_once_one_is_new(service: Service) -> None:
    applied(service)
    days = [f"2025-12-{day}" for day in (10, 11, 12, 13)]
    targets = [requested(service, NUMBER, applicationKind="RENEWAL", requestedOn=day) for day in days]
    for target in targets:
        assert register(service, request=target).codes == []
    with ThreadPoolExecutor(len(targets)) as many:
        answers = list(many.map(lambda target: send(service, target, **WRITTEN), targets))
    refused = [answer for answer in answers if "errors" in answer.data["sendInvoice"]]
    assert [faults(answer) for answer in refused] == [SECOND] * 3
