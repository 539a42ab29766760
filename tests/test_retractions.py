"""What a municipality's system retracts (B25) is gone with the next query, and stays provable."""

import orjson

from tests.correcting import (
    ID,
    NUMBER,
    RIGHT,
    TAB,
    WRONG,
    correct,
    history,
    retract,
    tab,
)
from tests.feeding import fed
from tests.managing import faults
from tests.opinion import confirm, sent
from tests.opinion_target import requested
from tests.oracles.crowd import ask_each, enlist
from tests.proving import DAY
from tests.recorded import found
from tests.service import Service
from tests.test_feeding_progress import ACCEPTED
from tests.test_feeding_progress import feed as feed_progress

OF = f"beneficiary_key = (SELECT key FROM beneficiary WHERE insured_number = '{NUMBER}')"


def test_what_is_retracted_is_gone_at_once_and_stays_provable(service: Service) -> None:
    [person] = enlist(service, 1, insured_number=NUMBER)
    id_, _ = fed(service, "feedCertificate", insuredNumber=NUMBER, certificate={"reduction": WRONG})
    service.clock.instant += DAY
    assert retract(service, id_).data["retractFed"] == {"id": id_, "changed": True}
    assert tab(service, person) == {"reduction": None, "reductionHistory": []}
    assert retract(service, id_).data["retractFed"] == {"id": id_, "changed": False}
    [entry] = history(service)
    assert (entry["content"], [one["ending"] for one in entry["versions"]]) == (None, ["RETRACTED"])
    assert entry["versions"][0]["reason"] == "別人の証"
    assert faults(correct(service, id_, {"certificate": {"reduction": RIGHT}})) == [("FED_RETRACTED", ID)]
    # fed again, it is another one
    again, changed = fed(service, "feedCertificate", insuredNumber=NUMBER, certificate={"reduction": WRONG})
    assert (again != id_, changed) == (True, True)
    assert tab(service, person)["reductionHistory"] == [{"issuedOn": "2025-07-26"}]


def test_an_application_that_has_moved_is_taken_back_and_its_opinion_still_awaited(service: Service) -> None:
    # given an application that has moved, and for which an opinion was asked for and sent
    [person] = enlist(service, 1, insured_number=NUMBER)
    id_ = feed_progress(service, {**ACCEPTED, "applicationKind": "NEW"}).data["feedProgress"]["progress"]["id"]
    target = requested(service, NUMBER)
    # when it is retracted, then it is gone, and what has moved is kept
    assert retract(service, id_).data["retractFed"] == {"id": id_, "changed": True}
    [node] = ask_each(service, TAB, [person])
    assert node["progress"] is None
    content = orjson.loads(history(service)[0]["versions"][-1]["content"])
    moment = "2025-12-15T09:00:00+09:00"
    assert content["moves"] == [f"{moment} APPLICATION", f"{moment} OPINION"]
    # and the opinion finds no application, until there is one again
    opinion = sent(service, target)
    assert faults(confirm(service, opinion)) == [("APPLICATION_UNKNOWN", ID)]
    feed_progress(service, {**ACCEPTED, "applicationKind": "NEW", "appliedOn": "2025-12-01"})
    assert requested(service, NUMBER) == target
    assert confirm(service, opinion).data["confirmOpinion"]["id"] == opinion
    [(asked, status)] = found(service, "SELECT opinion_requested_on, opinion_status FROM progress WHERE " + OF)
    assert (str(asked), status) == ("2025-12-12", "DONE")
    [(key,)] = found(service, "SELECT progress_key FROM opinion WHERE " + OF)
    assert [(key,)] == found(service, "SELECT key FROM progress WHERE " + OF)


def test_an_application_retracted_for_its_kind_leaves_no_opinion_behind(service: Service) -> None:
    """Fed again as another, it gets the opinion that was asked for: asked for again, or by the confirmation alone."""
    for step, again in enumerate((True, False)):
        number = f"111110000{step + 1}"
        enlist(service, 1, insured_number=number)
        wrong = {**ACCEPTED, "applicationKind": "RENEWAL"}
        id_ = feed_progress(service, wrong, number).data["feedProgress"]["progress"]["id"]
        target = requested(service, number, applicationKind="RENEWAL")
        retract(service, id_).data["retractFed"]
        feed_progress(service, {**wrong, "applicationKind": "NEW"}, number)
        opinion = sent(service, target)
        if again:
            assert requested(service, number, applicationKind="NEW") == target
        assert confirm(service, opinion).data["confirmOpinion"]["id"] == opinion
    people = "SELECT key FROM beneficiary WHERE insured_number IN ('1111100001', '1111100002')"
    heard = f"SELECT application_kind, opinion_status FROM progress WHERE beneficiary_key IN ({people})"
    assert found(service, heard) == [("NEW", "DONE")] * 2
