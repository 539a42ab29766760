"""The access history (B06): exactly who looked and who acted, in plain words, for the person alone."""

import pytest
from sqlalchemy import update

from models.row import col
from models.rows import Beneficiary
from seed.stories import STORIES
from tests.access_history import HISTORY, INSURER, MINUTE, NUMBER, OFFICE, by_hand, history, look, sentences
from tests.filing import MUNICIPAL, answer, submitted
from tests.proving import person, register_by_fields
from tests.recorded import found, indexed, sign
from tests.service import Service


@pytest.mark.parametrize("noted", ["all", "some", "none"])
def test_three_viewers_are_told_exactly(service: Service, noted: str) -> None:
    """However much of it is indexed by now."""
    # given
    index = by_hand(service)
    look(service, "care-manager")
    look(service, "nurse")
    if noted == "some":
        index()
    look(service, "partner")
    look(service, "clerk", "query ($id: ID!) { beneficiary(id: $id) { life { disabilityAutonomy { level } } } }")
    look(service, "hachiro", "query ($id: ID!) { beneficiary(id: $id) { id } }")
    look(service, "hachiro", number=STORIES["charge-of-nobody"])
    if noted == "all":
        index()
    assert len(found(service, "SELECT * FROM record_subject")) == {"all": 6, "some": 2, "none": 0}[noted]

    # when
    service.clock.instant += MINUTE
    told = history(service)

    # then
    missing = "「住宅改修・福祉用具」は、ケアプランの担当でないため表示されませんでした"
    never = "「住宅改修・福祉用具」は、見る資格がないため表示されませんでした"
    assert sentences(told) == [
        f"2025年12月15日9時05分、{OFFICE}の介護支援専門員・管理者が、「一覧」を見ました。",
        f"2025年12月15日9時04分、{OFFICE}の事務職員が、情報を見ようとしましたが、「LIFE情報」は、見る資格がないため表示されませんでした。",
        f"2025年12月15日9時03分、{OFFICE}の連携システムが、「一覧」「証明書」「LIFE情報」を自動で取得しました（{missing}）。",
        f"2025年12月15日9時02分、{OFFICE}の看護職員が、「一覧」「証明書」「LIFE情報」を見ました（{never}）。",
        f"2025年12月15日9時01分、{OFFICE}の介護支援専門員が、「一覧」「証明書」「LIFE情報」を見ました（{missing}）。",
    ]
    assert (told["total"], told["older"], told["purgedBefore"], told["retention"]) == (5, None, None, None)
    assert told["summary"] == "2025年12月15日から2025年12月15日までに、この人についての閲覧や手続きが5件ありました。"
    assert (told["since"], told["until"]) == ("2025-12-15T09:01:00+09:00", "2025-12-15T09:07:00+09:00")
    assert [(entry["kind"], entry["automatic"], entry["done"]) for entry in told["entries"]] == [
        ("READ", False, True),
        ("REFUSED", False, False),
        ("READ", True, True),
        ("READ", False, True),
        ("READ", False, True),
    ]
    assert told["entries"][-1] == {
        "at": "2025-12-15T09:01:00+09:00",
        "kind": "READ",
        "kindLabel": "閲覧",
        "place": OFFICE,
        "placeHidden": False,
        "accountKind": "GENERAL_USER",
        "accountKindLabel": "一般ユーザ",
        "occupations": ["介護支援専門員"],
        "automatic": False,
        "tabs": ["一覧", "証明書", "LIFE情報"],
        "refused": [{"tab": "住宅改修・福祉用具", "reason": "ケアプランの担当でないため"}],
        "action": None,
        "done": True,
        "basis": told["entries"][-1]["basis"],
        "sentence": sentences(told)[-1],
    }


def test_nobody_looked_is_an_answer_and_asking_is_the_first_look(service: Service) -> None:
    told = history(service)
    nobody = "2025年12月15日から2025年12月15日までに、この人の情報を見た人も、手続きをした人もいません。"
    assert (told["total"], told["entries"], told["summary"]) == (0, [], nobody)
    assert told["since"] == told["until"] == "2025-12-15T09:00:00+09:00"
    service.clock.instant += MINUTE
    assert sentences(history(service, by="portal", insurer=INSURER)) == [
        "2025年12月15日9時00分、見本市の市町村システムが、「閲覧履歴」を自動で取得しました。"
    ]
    service.clock.instant += MINUTE
    told = history(service)
    assert sentences(told)[0] == "2025年12月15日9時01分、介護情報基盤ポータルが、「閲覧履歴」を自動で取得しました。"
    assert [(entry["place"], entry["basis"]) for entry in told["entries"]] == [(None, []), ("見本市", [])]
    assert told["total"] == 2


@pytest.mark.parametrize("by", ["hachiro", "municipal", "billing-system", "partner", "office-user", "board-member"])
def test_who_may_not_ask_learns_nothing(service: Service, by: str) -> None:
    service.token(by)
    refused = service.ask(by, HISTORY, number=NUMBER)
    assert (refused.codes, refused.body["data"]) == (["FORBIDDEN"], {"accessHistory": None})
    assert refused.content == service.ask(by, HISTORY, number="9999999999").content
    assert found(service, "SELECT * FROM read_record") == []


def test_another_municipality_and_nobody_are_one_answer(service: Service) -> None:
    """With the same bytes, and nothing on the record."""
    look(service, "care-manager")
    with service.rows() as rows:
        rows.execute(update(Beneficiary).where(col(Beneficiary.insured_number) == NUMBER).values(insurer_key=2))
        rows.commit()
    told = [service.ask(MUNICIPAL, HISTORY, number=number) for number in (NUMBER, "9999999999", "\0", "")]
    told += [service.ask(MUNICIPAL, HISTORY, number=NUMBER, insurer=insurer) for insurer in ("442913", "0", INSURER)]
    assert {answer.content for answer in told} == {told[0].content}
    assert (told[0].codes, told[0].body["data"]) == (["BENEFICIARY_UNKNOWN"], {"accessHistory": None})
    assert service.ask("portal", HISTORY, number=NUMBER, insurer=INSURER).codes == ["BENEFICIARY_UNKNOWN"]
    assert service.ask("portal", HISTORY, number=NUMBER).codes == ["BAD_USER_INPUT"]
    assert found(service, "SELECT count(*) FROM read_record") == [(1,)]
    for wrong in (0, 101):
        assert service.ask(MUNICIPAL, HISTORY, number=NUMBER, first=wrong).codes == ["BAD_USER_INPUT"]
    [insurer] = found(service, "SELECT number FROM insurer WHERE key = 2")
    assert history(service, by="portal", insurer=insurer[0])["total"] == 1


def test_a_list_is_told_to_each_who_stands_on_it(service: Service) -> None:
    """What was refused for some of those who were asked for is told to them alone."""
    with_consent, without = (person(service, STORIES[name]) for name in ("two-offices", "consent-not-given"))
    both = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { name life { disabilityAutonomy { level } } } } }"
    assert service.ask("hachiro", both, ids=[with_consent.id, without.id]).refusals[0]["people"] == 1
    service.ask("hachiro", "{ beneficiaries(first: 100) { edges { node { name } } } }")
    told = [history(service, one.insured_number)["entries"] for one in (with_consent, without)]
    assert sorted((entry["tabs"], entry["refused"]) for entry in told[0]) == [
        (["一覧"], []),
        (["一覧", "LIFE情報"], []),
    ]
    missing = [{"tab": "LIFE情報", "reason": "本人の同意がないため"}]
    assert sorted((entry["tabs"], len(entry["refused"])) for entry in told[1]) == [(["一覧"], 0), (["一覧"], 1)]
    assert missing in [entry["refused"] for entry in told[1]]
    [record] = [row for row in found(service, "SELECT refusals FROM read_record") if "CONSENT_MISSING" in row[0]]
    assert '"of":[' in record[0]


def test_the_grounds_of_a_read(service: Service) -> None:
    """As far as they are known: a proof made later says nothing of the time before."""
    number = "1200000110"
    whole = "query ($id: ID!) { beneficiary(id: $id) { life { barthelIndex { total } } housing { remainingBase } } }"
    id_ = person(service, number).id
    service.ask("hachiro", whole.replace("barthelIndex { total }", "disabilityAutonomy { level }"), id=id_)
    told = history(service, number)["entries"][0]
    assert told["basis"] == [
        "本人確認（マイナンバーカード、2025年12月1日）",
        "本人の同意（2025年2月10日）",
        "ケアプランの担当",
    ]


def test_actions_stand_beside_reads(service: Service) -> None:
    """What was done, and to the filings of the person, by which program; never the name of anybody."""
    id_ = register_by_fields(service, by="hachiro")
    number = person(service).insured_number
    service.clock.instant += MINUTE
    filing = submitted(service, id_, "hachiro")
    service.clock.instant += MINUTE
    answer(service, filing)
    service.clock.instant += MINUTE
    told = history(service, number)
    done = [entry for entry in told["entries"] if entry["kind"] == "ACTION"]
    assert [entry["sentence"] for entry in done] == [
        "2025年12月15日9時02分、見本市の市町村システムが、自動で「届出（代行提出）への回答」を行いました。",
        f"2025年12月15日9時01分、{OFFICE}の担当者が、「届出（代行提出）の提出」を行いました。",
        f"2025年12月15日9時00分、{OFFICE}の担当者が、「券面による本人確認と利用者一覧への登録」を行いました。",
        f"2025年12月15日9時00分、{OFFICE}の担当者が、「券面の照合」を行いました。",
    ]
    assert "受け入れ八郎" not in str(told)
    # and the same once they have their places, and once they are indexed
    sign(service)
    assert history(service, number)["entries"][1:] == told["entries"]
    indexed(service)
    assert history(service, number)["entries"][2:] == told["entries"]


def test_a_protected_person_is_told_no_office_by_the_portal(service: Service) -> None:
    """The office tells where they live; nothing tells that they are protected either (B24)."""
    number = STORIES["protected"]
    query = "query ($id: ID!) { beneficiary(id: $id) { name address } }"
    shown = look(service, "hachiro", query, number)
    assert shown.refusals[0]["reason"] == "ADDRESS_PROTECTED"
    here, there = history(service, number), history(service, number, "portal", insurer=INSURER)
    assert [entry["sentence"] for entry in here["entries"]] == [
        f"2025年12月15日9時01分、{OFFICE}の介護支援専門員・管理者が、「一覧」を見ました（「住所」は、支援措置があるため表示されませんでした）。"
    ]
    assert (here["entries"][0]["place"], here["entries"][0]["placeHidden"]) == (OFFICE, False)
    assert [entry["sentence"] for entry in there["entries"] if entry["accountKind"] == "ADMINISTRATOR"] == [
        "2025年12月15日9時01分、ある事業所の介護支援専門員・管理者が、「一覧」を見ました（「住所」は、そのときは見られなかったため表示されませんでした）。"
    ]
    assert OFFICE not in str(there)
    assert "支援措置" not in str(there)
    # and once it is over, everything is told again
    with service.rows() as rows:
        rows.execute(update(Beneficiary).where(col(Beneficiary.insured_number) == number).values(protected_from=None))
        rows.commit()
    assert OFFICE in str(history(service, number, "portal", insurer=INSURER))
