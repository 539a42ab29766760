"""The read record (閲覧記録): one row a request that read people, written before the answer leaves, or no answer."""

import json
import logging
from typing import Any

import pytest
from sqlalchemy import select
from starlette.responses import Response

from models.row import col
from models.rows import Beneficiary, ReadRecord, Staff
from seed.stories import STORIES
from tests.service import Service

pytestmark = pytest.mark.both

TABS = """
query Tabs($id: ID!) {
  person: beneficiary(id: $id) {
    id name
    life { disabilityAutonomy { level } }
    equipment { remainingBase }
    progress { status }
  }
}
"""
LIST = 'query List { beneficiaries(first: 3, search: "リヨウ") { totalCount edges { node { id name } } } }'
BY_NUMBER = "query Number($number: String!) { beneficiaries(search: $number) { edges { node { id name } } } }"
NODES = "query Nodes($ids: [ID!]!) { nodes(ids: $ids) { id ... on Beneficiary { kana } } }"

UNAVAILABLE = {
    "errors": [
        {
            "message": "閲覧の記録を保存できないため、表示できません。しばらくしてからもう一度お試しください。",
            "extensions": {"code": "RECORD_UNAVAILABLE"},
        }
    ]
}


def records(service: Service) -> list[Any]:
    with service.rows() as rows:
        found = select(ReadRecord.__table__).order_by(col(ReadRecord.shard), col(ReadRecord.place))  # type: ignore[attr-defined]
        return list(rows.execute(found).all())


def person(service: Service, number: str) -> Any:
    with service.rows() as rows:
        found = select(Beneficiary.__table__).where(col(Beneficiary.insured_number) == number)  # type: ignore[attr-defined]
        return rows.execute(found).one()


def account(service: Service, user: str) -> Any:
    with service.rows() as rows:
        return rows.execute(select(Staff.__table__).where(col(Staff.user_id) == user)).one()  # type: ignore[attr-defined]


def test_who_read_what_of_whom_on_which_basis(service: Service) -> None:
    read = person(service, STORIES["two-offices"])
    shown = service.ask("care-manager", TABS, id=read.id)
    assert shown.data["person"]["name"] == read.name

    [record] = records(service)
    who = account(service, "care-manager")
    assert (record.staff_key, record.office_key) == (who.key, who.office_key)
    assert record.at == service.clock.instant
    assert (record.operation, len(record.document_hash)) == ("Tabs", 64)
    assert json.loads(record.people) == [read.id]
    assert json.loads(record.coordinates) == [
        *("Beneficiary.life", "Beneficiary.name", "Beneficiary.progress"),
    ]
    assert json.loads(record.basis) == {
        "matrix": service.app.state.endpoint.house.matrix.version,
        "kind": "GENERAL_USER",
        "posts": ["CARE_MANAGEMENT/CARE_MANAGER"],
        "conditions": {"LIFE": ["CONSENT"], "LIST": [], "PROGRESS": []},
    }
    assert json.loads(record.refusals) == [
        {
            "coordinate": "Beneficiary.equipment",
            "reason": "NOT_IN_CHARGE",
            "people": 1,
            "remedy": "担当の登録を管理者に依頼してください。",
            "information": "HOUSING_EQUIPMENT",
        }
    ]


def test_what_the_viewer_can_never_see_is_recorded_too(service: Service) -> None:
    read = person(service, STORIES["two-offices"])
    shown = service.ask("clerk", TABS, id=read.id)
    assert shown.codes == ["FORBIDDEN"] * 3

    [record] = records(service)
    assert json.loads(record.coordinates) == ["Beneficiary.name"]
    assert json.loads(record.refusals) == [
        {"coordinate": f"Beneficiary.{tab}", "reason": "FORBIDDEN", "information": information}
        for tab, information in (("life", "LIFE"), ("equipment", "HOUSING_EQUIPMENT"), ("progress", "PROGRESS"))
    ]


def test_a_refusal_is_recorded_where_nobody_was_read(service: Service) -> None:
    shown = service.ask("office-user", LIST)
    assert (shown.body["data"], shown.codes) == ({"beneficiaries": None}, ["FORBIDDEN"])

    [record] = records(service)
    assert (json.loads(record.people), json.loads(record.coordinates)) == ([], [])
    refused = {"coordinate": "Query.beneficiaries", "reason": "FORBIDDEN", "information": "LIST"}
    assert json.loads(record.refusals) == [refused]


def test_one_row_a_request_with_all_its_people(service: Service) -> None:
    # given: the people of the first page, and nobody of the page after it
    listed = [edge["node"]["id"] for edge in service.ask("hachiro", LIST).data["beneficiaries"]["edges"]]
    assert len(listed) == 3
    unnamed = LIST.removeprefix("query List ")
    service.post({"query": unnamed}, {"Authorization": f"Bearer {service.token('hachiro')}"})
    # and: two fields that read the same people and one more
    ichiro, elsewhere = person(service, "1200000110").id, person(service, STORIES["elsewhere"]).id
    twice = f'{{ a: nodes(ids: ["{ichiro}", "{elsewhere}"]) {{ id }} b: beneficiary(id: "{listed[0]}") {{ id }} }}'
    service.ask("hachiro", twice)

    first, second, third = records(service)
    assert [json.loads(record.people) for record in (first, second, third)] == [
        sorted(listed),
        sorted(listed),
        sorted([ichiro, listed[0]]),
    ]
    assert [record.operation for record in (first, second, third)] == ["List", None, None]


def test_requests_without_people_leave_none(service: Service) -> None:
    for query in ("{ viewer { userId } }", "{ __typename }", "{ nothing }", "{ __schema { queryType { name } } }"):
        service.ask("hachiro", query)
    service.ask("hachiro", "{ beneficiaries(first: 0) { totalCount } }")
    service.ask("hachiro", BY_NUMBER, number="9999999999")
    for stranger in ("bnf_aaaaaaaaaaaaaaaa", "junk", person(service, STORIES["elsewhere"]).id):
        service.ask("hachiro", TABS, id=stranger)
        service.ask("hachiro", NODES, ids=[stranger])
    service.ask(None, LIST)
    assert records(service) == []


def test_no_value_is_kept(service: Service) -> None:
    read = person(service, "1200000110")
    everything = """
      query ($id: ID!) {
        beneficiary(id: $id) { name kana insuredNumber birthDate birthDateEra address phone postalCode sexLabel
          certificates { insuredCertificate { careLevelLabel insurerName } } consent { statusLabel } }
      }
    """
    shown = service.ask("hachiro", everything, id=read.id).data["beneficiary"]
    [record] = records(service)
    kept = " ".join(str(value) for value in record)
    values = [value for value in shown.values() if isinstance(value, str)]
    values += [*shown["certificates"]["insuredCertificate"].values(), *shown["consent"].values()]
    assert len(values) == 12
    assert [value for value in values if value in kept] == []
    searched = service.ask("hachiro", BY_NUMBER, number=read.insured_number)
    assert len(searched.data["beneficiaries"]["edges"]) == 1
    assert read.insured_number not in " ".join(str(value) for value in records(service)[1])


def test_the_record_is_committed_before_the_answer_leaves(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    send = Response.__call__

    async def look_first(response: Response, *arguments: Any) -> None:
        seen.append(len(records(service)))
        await send(response, *arguments)

    monkeypatch.setattr(Response, "__call__", look_first)
    for _ in range(3):
        assert service.ask("hachiro", LIST).data["beneficiaries"]["edges"]
    assert seen == [1, 2, 3]


def test_without_the_record_no_data_leave(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*_: object) -> None:
        raise OSError("disk full: /var/kaigo")

    read = person(service, "1200000110")
    monkeypatch.setattr(service.app.state.endpoint.house.journal, "write", fails)
    for query in (LIST, TABS):
        answer = service.ask("hachiro", query, id=read.id)
        assert (answer.status, answer.body) == (503, UNAVAILABLE)
        assert read.name not in answer.content.decode()
    assert [(entry.levelno, entry.getMessage()) for entry in caplog.records] == [
        (logging.ERROR, "the read record cannot be written")
    ] * 2
    assert service.ask("hachiro", "{ viewer { userId } }").data == {"viewer": {"userId": "hachiro"}}


def rename(service: Service, table: str, name: str) -> None:
    with service.rows() as rows:
        rows.connection().exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")
        rows.commit()


def test_a_record_the_database_refuses_stops_the_answer(service: Service) -> None:
    rename(service, "read_record", "elsewhere")
    answer = service.ask("hachiro", LIST)
    assert (answer.status, answer.body) == (503, UNAVAILABLE)
    rename(service, "elsewhere", "read_record")
    assert records(service) == []
