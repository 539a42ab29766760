"""The saved operations (graph/operations): each is valid and runs for the viewers it names; a refused tab takes no other."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse, validate
from graphql import build_schema as read_schema

from tests.saved_operations import EVERYBODY, OPERATIONS, QUERIES, ROOT, SEES_NOBODY
from tests.service import Service

ID = """query Id($number: String!) { beneficiaries(search: $number) { edges { node { id } } } }"""

ICHIRO = "1200000110"


OF_ONE_PERSON = [name for name, query in QUERIES.items() if "$id: ID!" in query]

IN_HAND = "必要な場合は、職種とサービスの登録を管理者に確認してください。"
CARE_MANAGERS = ["居宅介護支援・介護予防支援 x 介護支援専門員", "計画作成担当を置くサービス x 介護支援専門員"]
PLAN_MAKERS = ["居宅介護支援・介護予防支援 x 介護支援専門員・管理者", "計画作成担当を置くサービス x 介護支援専門員"]
FILERS = [
    "居宅介護支援・介護予防支援 x 介護支援専門員・管理者・医師・歯科医師・薬剤師・歯科衛生士・管理栄養士・"
    "生活相談員・サービス提供責任者・看護職員・介護職員・機能訓練指導員・福祉用具専門相談員・事務職員・その他",
    "計画作成担当を置くサービス x 介護支援専門員",
]

REFUSED_TO_A_NURSE = [
    ("certification", "CERTIFICATION", CARE_MANAGERS),
    ("progress", "PROGRESS", PLAN_MAKERS),
    ("housing", "HOUSING_EQUIPMENT", CARE_MANAGERS),
    ("equipment", "HOUSING_EQUIPMENT", CARE_MANAGERS),
    ("filings", "FILINGS", FILERS),
]
"""Tab, information, and who may see it, in the order of the operation."""

ACCESS_OF_A_NURSE = [
    ("利用者一覧", True),
    ("住所・居所", True),
    ("証情報", True),
    ("要介護認定情報", False),
    ("主治医意見書", False),
    ("認定調査票・主治医意見書の原本(PDF)", False),
    ("照会用LIFE情報", True),
    ("住宅改修・福祉用具購入", False),
    ("認定審査会進捗", False),
    ("同意", True),
    ("代行提出の状況", False),
]


def test_every_file_is_listed_with_the_viewer_it_names() -> None:
    # given the files, then each has a title, its viewer, and stands in the table above
    heads = {name: text.splitlines()[:2] for name, text in QUERIES.items()}
    assert {name: head[1] for name, head in heads.items()} == {
        name: f"# viewer: {operation.viewer}" for name, operation in OPERATIONS.items()
    }
    assert [name for name, head in heads.items() if not head[0].removeprefix("# ")] == []


@pytest.mark.parametrize("name", QUERIES)
def test_every_file_is_one_named_operation_of_the_schema(name: str) -> None:
    # given the schema as it is kept, when a file is held against it, then nothing is wrong
    schema = read_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
    document = parse(QUERIES[name])
    assert validate(schema, document) == []
    (operation,) = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    assert operation.name is not None
    assert operation.name.value == name.title().replace("-", "")


@pytest.mark.parametrize("name", OF_ONE_PERSON)
def test_an_operation_on_one_person_gives_all_that_he_has(service: Service, name: str) -> None:
    # given 介護 一郎, who has a value in every field one person can have
    person = _id(service)
    for account in OPERATIONS[name].accounts:
        # when a viewer of the kind that is named asks
        answer = service.ask(account, QUERIES[name], id=person)
        # then nothing is refused, and only what did not happen to him is null
        assert answer.refusals == [], account
        assert _nulls(answer.data) == OPERATIONS[name].nulls, account


def test_the_list_has_its_columns(service: Service) -> None:
    # when he is looked for on the list by anybody who has one
    found = [service.ask(account, QUERIES["list"], search=ICHIRO).data["beneficiaries"] for account in EVERYBODY]
    # then he is there, with every column
    node = {
        "id": _id(service),
        "registration": {
            "methodLabel": "マイナンバーカード",
            "registeredOn": "2025-12-01",
            "viewingUntil": "2026-02-23",
        },
        "insuredNumber": ICHIRO,
        "name": "介護 一郎",
        "kana": "カイゴ イチロウ",
        "burdenRatioLabel": "1割",
        "applicationKindLabel": "更新申請",
        "certificationStatusLabel": "認定済",
        "consentStatusLabel": "同意あり",
    }
    assert [(page["totalCount"], [edge["node"] for edge in page["edges"]]) for page in found] == [(1, [node])] * 7


def test_those_who_expire_soon_are_told(service: Service) -> None:
    # when those are asked for whose registration ends within the next nine days
    first, *others = [service.ask(account, QUERIES["expiring"], days=9).data["beneficiaries"] for account in EVERYBODY]
    # then the guide's sample people are among them, nobody later, in the order of their last day
    nodes = {edge["node"]["insuredNumber"]: edge["node"] for edge in first["edges"]}
    assert nodes["1234567893"]["name"] == "利用ウメオ"
    assert nodes["1234567893"]["registration"] == {
        "viewingUntil": "2025-12-24",
        "viewingUntilEra": "令和07年12月24日",
    }
    days = [node["registration"]["viewingUntil"] for node in nodes.values()]
    assert days == sorted(days)
    assert max(days) == "2025-12-24"
    assert first["totalCount"] == len(nodes)
    assert others == [first] * 6


def test_a_partner_reads_many_people_at_once(service: Service) -> None:
    # when the partner asks without variables
    found = service.ask("partner", QUERIES["partner-bulk"]).data["beneficiaries"]
    # then everybody on the office's list is in one answer, 介護 一郎 with his certificates and his year
    (node,) = (edge["node"] for edge in found["edges"] if edge["node"]["insuredNumber"] == ICHIRO)
    assert found["pageInfo"]["hasNextPage"] is False
    assert _nulls(node) == frozenset()
    assert node["certificates"]["burdenRatio"]["secondRatio"] == 10
    assert node["certificates"]["insuredCertificate"]["careLevel"] == "CARE_3"
    assert node["life"]["barthelIndex"][-1] == {"month": "2025-12", "totalPoints": 25}


def test_everybody_may_ask_who_they_are(service: Service) -> None:
    # when any account asks, also one that sees nobody
    viewers = {account: service.ask(account, QUERIES["who-am-i"]).data["viewer"] for account in EVERYBODY + SEES_NOBODY}
    # then nothing is refused, and the menu has something to read for whoever sees people
    assert viewers["hachiro"]["name"] == "受け入れ八郎"
    assert [account for account, viewer in viewers.items() if not viewer["menu"]["readable"]] == list(SEES_NOBODY)


def test_a_nurse_loses_the_tabs_the_matrix_refuses_and_nothing_else(service: Service) -> None:
    # given what the administrator in charge sees
    person = _id(service)
    whole = service.ask("hachiro", QUERIES["all-tabs"], id=person).data["beneficiary"]
    # when a nurse of the same office asks for the same
    answer = service.ask("nurse", QUERIES["all-tabs"], id=person)
    # then five tabs are refused, each with one error
    assert answer.errors == [_refusal(*refused) for refused in REFUSED_TO_A_NURSE]
    assert answer.refusals == []
    # and every other value is the same, but for the page that tells so
    access = [
        {
            "informationLabel": label,
            "readable": readable,
            "reason": None if readable else "FORBIDDEN",
            "remedy": None if readable else IN_HAND,
        }
        for label, readable in ACCESS_OF_A_NURSE
    ]
    tabs = {tab: None for tab, _, _ in REFUSED_TO_A_NURSE}
    assert [tab for tab in tabs if whole[tab] is None] == []
    assert answer.body["data"] == {"beneficiary": {**whole, **tabs, "access": access}}


def _refusal(tab: str, information: str, allowed: list[str]) -> dict[str, Any]:
    return {
        "message": "この職種・サービスでは閲覧できません。",
        "extensions": {
            "code": "FORBIDDEN",
            "coordinate": f"Beneficiary.{tab}",
            "information": information,
            "allowed": allowed,
            "remedy": IN_HAND,
        },
        "path": ["beneficiary", tab],
    }


def _id(service: Service) -> str:
    (edge,) = service.ask("hachiro", ID, number=ICHIRO).data["beneficiaries"]["edges"]
    return str(edge["node"]["id"])


def _nulls(found: Any, path: str = "") -> frozenset[str]:
    """Where an answer has nothing: null, or a list without rows. Rows of a list share a path."""
    if found is None or found == []:
        return frozenset({path})
    rows: Any = [(path, row) for row in found] if isinstance(found, list) else []
    if isinstance(found, dict):
        rows = [(f"{path}.{name}".removeprefix("."), value) for name, value in found.items()]
    return frozenset[str]().union(*(_nulls(value, below) for below, value in rows))
