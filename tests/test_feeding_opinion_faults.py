"""What is wrong with doctors' opinions on paper (主治医意見書), all at once, and who may not feed them (S36, S83)."""

import pytest

from tests.correcting import correct, history, retract
from tests.feeding import TOUCHED
from tests.feeding_papers import APPLICATION, OPINION, PAPER, SCAN, applied, bring, fed, feed
from tests.managing import faults
from tests.proving import DAY
from tests.service import Service
from tests.signing_in import stored
from tests.test_feeding_opinion_papers import KEPT, ONE, PAPERS, WHERE


def test_a_correction_is_of_the_same_kind(service: Service) -> None:
    applied(service)
    id_, _ = fed(service, "feedOpinionPaper", opinion=OPINION)
    service.clock.instant += DAY
    before = stored(service, *KEPT)
    differs = [("FED_KIND_DIFFERS", ["input", "id"])]
    assert faults(correct(service, id_, {"survey": PAPER}, upload=bring(service, ONE))) == differs
    [progress] = history(service, kind="PROGRESS")
    wrong = {"status": "ACCEPTED", **APPLICATION, "applicationKind": "NEW"}
    steps = dict.fromkeys(("surveyStatus", "opinionStatus", "boardStatus"), "NOT_STARTED")
    answer = correct(service, progress["id"], {"progress": {**wrong, **steps}}, upload=bring(service, ONE))
    assert faults(answer) == [("UPLOAD_NOT_ALLOWED", ["input", "upload"])]
    # what belongs to an application keeps it
    assert faults(retract(service, progress["id"])) == [("FED_IN_USE", ["input", "id"])]
    assert faults(correct(service, id_, {"opinion": SCAN})) == [("PAPER_EMPTY", ["input", "content", "opinion"])]
    assert stored(service, *KEPT) == before


def test_everything_that_is_wrong_is_told_at_once(service: Service) -> None:
    applied(service)
    table = bring(service, b"a,b\r\n1,2\r\n", media_type="text/csv")
    before = stored(service, *KEPT)
    form = {
        **OPINION,
        "writtenOn": "2025-05-07",
        "receivedOn": "2025-12-16",
        "applicantName": "\u0007",
        "applicantAge": -1,
        "applicantPostalCode": "8700001",
        "bpsd": False,
        "height": "40.0",
        "lastExaminedOn": "2025-05-08",
        "diagnoses": [{"onsetText": "x" * 501}, *OPINION["diagnoses"]],
        "findings": [{"kind": "ATAXIA", "siteText": "左"}],
    }
    wrong = [
        ("TEXT_WRONG", [*WHERE, "applicantName"]),
        ("DATE_IN_FUTURE", [*WHERE, "receivedOn"]),
        ("PERIOD_WRONG", [*WHERE, "writtenOn"]),
        ("NUMBER_WRONG", [*WHERE, "applicantAge"]),
        ("FORMAT_WRONG", [*WHERE, "applicantPostalCode"]),
        ("CHOICE_CONTRADICTS", [*WHERE, "bpsd"]),
        ("DATE_WRONG", [*WHERE, "lastExaminedOn"]),
        ("OUT_OF_RANGE", [*WHERE, "height"]),
        ("TOO_MANY", [*WHERE, "diagnoses"]),
        ("ITEM_MISSING", [*WHERE, "diagnoses", "0", "name"]),
        ("TEXT_WRONG", [*WHERE, "diagnoses", "0", "onsetText"]),
        ("SITE_WRONG", [*WHERE, "findings", "0", "siteText"]),
    ]
    answer = feed(service, "feedOpinionPaper", opinion=form, upload=table, applicationKind="NEW")
    application, file = ("APPLICATION_UNKNOWN", ["input", "appliedOn"]), ("UPLOAD_WRONG", ["input", "upload"])
    assert faults(answer) == [application, file, *wrong]
    # a number of another insurer is nobody's
    answer = feed(service, "feedOpinionPaper", opinion=SCAN, insuredNumber="2222200002")
    empty = ("PAPER_EMPTY", WHERE)
    assert faults(answer) == [("BENEFICIARY_UNKNOWN", ["input", "insuredNumber"]), empty]
    # and what came before it was written cannot be
    early = {**SCAN, "receivedOn": "2025-11-17"}
    assert faults(feed(service, "feedOpinionPaper", opinion=early)) == [("PERIOD_WRONG", [*WHERE, "receivedOn"]), empty]
    assert stored(service, *KEPT) == before


@pytest.mark.parametrize("by", ["municipal", "hachiro", "clinic-doctor"])
def test_nobody_else_feeds(service: Service, by: str) -> None:
    applied(service)
    service.token(by)
    before = stored(service, *TOUCHED, *PAPERS)
    assert feed(service, "feedOpinionPaper", by=by, opinion=OPINION).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED, *PAPERS) == before
