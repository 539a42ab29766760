"""Who hears that something was corrected or retracted (features.md B08, B25): whoever may see what was."""

from typing import Any

import pytest

from models.codes.change import ChangeKind
from models.settings import Settings
from permissions.changes import INFORMATION
from permissions.matrix import load_matrix
from resolvers.corrections import SEEN_BY_ALL
from resolvers.numbering import number
from tests.changing import here
from tests.changing import told as heard
from tests.consenting import feed as feed_consent
from tests.correcting import RIGHT, WRONG, correct, history, retract
from tests.feeding import fed as care
from tests.feeding_papers import NUMBER, OPINION, SURVEY, applied, fed
from tests.proving import call
from tests.service import Service

pytestmark = pytest.mark.both

PAPERS: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "CERTIFICATION_ARRIVED": ("feedSurvey", "survey", SURVEY, {"conductedOn": "2025-11-11"}),
    "OPINION_ARRIVED": ("feedOpinionPaper", "opinion", OPINION, {"remarks": "訂正した"}),
}


def numbered(service: Service) -> None:
    """What was fed has its place in the feed."""
    call(service, number, service.app.state.endpoint.house)


def starts(service: Service) -> dict[str, str]:
    """Where a care manager and a nurse have come to."""
    numbered(service)
    return {by: here(service, by) for by in ("hachiro", "nurse")}


def told(service: Service, since: dict[str, str], by: str) -> list[tuple[str, str | None]]:
    numbered(service)
    return heard(service, since[by], by)


@pytest.mark.parametrize("kind", PAPERS)
def test_of_a_paper_hears_who_may_see_it(service: Service, kind: str) -> None:
    # given a paper
    verb, name, paper, changed = PAPERS[kind]
    person = applied(service)
    id_, _ = fed(service, verb, **{name: paper})
    since = starts(service)
    # when it is corrected, and then retracted
    right = {name: {**paper, **changed}}
    assert correct(service, id_, right).data["correctFed"]["changed"] is True
    assert retract(service, id_).data["retractFed"]["changed"] is True
    # then the care manager hears of it as of a paper that comes, and the nurse nothing
    assert told(service, since, "hachiro") == [(person.id, kind)] * 2
    assert told(service, since, "nurse") == []
    # and without consent there is nothing but a tombstone
    feed_consent(service, NUMBER, "WITHDRAWN", "2025-12-15")
    gone = (person.id, "CONSENT_WITHDRAWN")
    assert told(service, since, "hachiro") == [*[(person.id, None)] * 2, gone]
    assert told(service, since, "nurse") == [gone]


def test_of_an_application_hears_who_may_see_it(service: Service) -> None:
    person = applied(service)
    [entry] = history(service, kind="PROGRESS")
    since = starts(service)
    assert retract(service, entry["id"]).data["retractFed"]["changed"] is True
    listed = (person.id, "BENEFICIARY_CHANGED")
    assert told(service, since, "hachiro") == [(person.id, "PROGRESS_MOVED"), listed]
    assert told(service, since, "nurse") == [listed], "the list shows its kind and state"


def test_of_a_certificate_hears_everybody(service: Service) -> None:
    person = applied(service)
    id_, _ = care(service, "feedCertificate", insuredNumber=NUMBER, certificate={"reduction": WRONG})
    since = starts(service)
    assert correct(service, id_, {"certificate": {"reduction": RIGHT}}).data["correctFed"]["changed"] is True
    assert retract(service, id_).data["retractFed"]["changed"] is True
    assert [told(service, since, by) for by in since] == [[(person.id, "CORRECTED")] * 2] * 2


def test_corrected_tells_of_what_everybody_sees() -> None:
    """Whoever may hear of CORRECTED may see all that it is told of."""
    matrix = load_matrix(Settings().matrix)
    listed = [cells for cells in matrix.read.values() if cells[INFORMATION[ChangeKind.CORRECTED]].allowed]
    assert len(listed) > 1
    assert all(cells[information].allowed for cells in listed for information in SEEN_BY_ALL)
    assert not any(matrix.conditions[information] for information in SEEN_BY_ALL)
