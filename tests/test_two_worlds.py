"""Two databases that differ only in what the viewer may not see give the same bytes by the same statements (B10)."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from graphql import GraphQLNamedType, GraphQLObjectType, get_named_type, is_required_argument
from sqlalchemy import select

from models.clock import DEMO_START
from models.codes.change import ChangeKind
from models.row import col
from models.rows import Beneficiary
from seed.stories import STORIES
from tests.bypasses import below
from tests.changing import SEEDED, enter
from tests.proving import person
from tests.service import Service

pytestmark = pytest.mark.both

Open = Callable[..., Service]
Question = tuple[str, dict[str, Any]]
Changes = tuple[tuple[str, tuple[object, ...]], ...]

LIST = """
query List($first: Int, $after: String, $last: Int, $before: String, $sort: Sort, $search: String, $initial: String,
           $row: String, $within: Int) {
  beneficiaries(first: $first, after: $after, last: $last, before: $before, sort: $sort, search: $search,
                initial: $initial, initialRow: $row, expiringWithin: $within) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node {
      id name kana insuredNumber registration { method registeredOn viewingUntil }
      burdenRatio applicationKind certificationStatus consentStatus
    } }
  }
}
"""
ROADS = "query Roads($id: ID!) { beneficiary(id: $id) { name address } node(id: $id) { id } nodes(ids: [$id]) { id } }"
TAB = "query Tab($id: ID!) {{ beneficiary(id: $id) {{ name {} }} }}"
CERTIFICATES = """
certificates {
  burdenRatio { firstRatio }
  insuredCertificate { careLevel planOfficeName facility { facilityKind facilityName facilityEnteredOn } }
  insuredCertificateHistory { careLevel planOfficeName facility { facilityName } }
}
"""
FEED = """
query Feed($since: String!) { changes(since: $since) {
  changes { cursor beneficiaryId tombstone kind at beneficiary {
    name address phone consentStatus life { disabilityAutonomy { level } } housing { address }
    certificates { insuredCertificate { planOfficeName } } certification { opinion { data { remarks } } }
  } } cursor hasMore
} }
"""
OF = "(SELECT key FROM beneficiary WHERE insured_number = ?)"
"""The key of a person, in a statement that changes a world."""

OTHERWISE = {"beneficiaries", "changes"}  # the roots that lead to people
ID = "bnf_aaaaaaaaaaaaaaaa"
STRANGER = ("1234567899", "よそ野 みえ", "ヨソノ ミエ")
"""Number, name and kana of someone nobody here may know of; the number begins as the guide's do."""


def fields_of(kind: GraphQLNamedType) -> Iterator[tuple[str, str]]:
    """Every field of a type with everything below it; histories hold more rows of the same."""
    assert isinstance(kind, GraphQLObjectType)
    for name, field in kind.fields.items():
        if name.endswith("History"):
            continue
        below = get_named_type(field.type)
        if isinstance(below, GraphQLObjectType):
            yield name, f"{name} {{ {' '.join(text for _, text in fields_of(below))} }}"
        else:
            yield name, name


def questions(service: Service, number: str) -> Iterator[Question]:
    """All there is to ask of a person, directly and round about."""
    with service.rows() as rows:
        found = select(Beneficiary.__table__).where(col(Beneficiary.insured_number) == number)  # type: ignore[attr-defined]
        person = rows.execute(found).one()
    yield ROADS, {"id": person.id}
    fields = dict(fields_of(service.app.state.endpoint.schema.executable.type_map["Beneficiary"]))
    plain = " ".join(name for name, text in fields.items() if name == text)
    tabs = [text for name, text in fields.items() if name != text]
    tabs[tabs.index(fields["certificates"])] = CERTIFICATES  # all of it takes most of a second
    yield from ((TAB.format(tab), {"id": person.id}) for tab in (plain, *tabs))
    for sort in ("KANA", "VIEWING_UNTIL"):
        yield LIST, {"first": 3, "after": person.id, "sort": sort}
        yield LIST, {"last": 3, "before": person.id, "sort": sort}
    for search in (person.insured_number, person.kana, person.address, *STRANGER):
        yield LIST, {"search": search}
    yield from ((LIST, filters) for filters in ({"initial": "リ"}, {"row": "ヤ"}, {"within": 9}))


def roots(service: Service) -> Iterator[Question]:
    """All there is to ask besides of people by id: what offices, clinics and municipalities have of their own."""
    query = service.app.state.endpoint.schema.executable.query_type
    for name, field in query.fields.items():
        if name not in OTHERWISE and not any(is_required_argument(argument) for argument in field.args.values()):
            yield f"{{ {name}{below(get_named_type(field.type), 12)} }}", {}


def happen(*worlds: Service) -> Question:
    """Let something happen to everybody, which the feed tells of from here on."""
    for world in worlds:
        for number in STORIES_TOLD:
            enter(world, ChangeKind.CORRECTED, person(world, number).key)
    return FEED, {"since": f"chg_{SEEDED:x}_{int(DEMO_START.timestamp()):x}"}


def told(service: Service, user: str, question: Question) -> tuple[bytes, list[str]]:
    """An answer as it leaves, and the statements that made it."""
    service.token(user)
    query, variables = question
    with service.statements() as ran:
        answer = service.ask(user, query, **variables)
    return answer.content, list(ran)


def change(service: Service, *statements: tuple[str, tuple[object, ...]]) -> None:
    """Make the world another one; each statement has to find what it changes."""
    with service.rows() as rows:
        for statement, values in statements:
            written = statement.replace("?", "%s") if service.database.name == "postgresql" else statement
            assert rows.connection().exec_driver_sql(written, values).rowcount > 0, statement
        rows.commit()


def differing(one: Service, other: Service, user: str, asked: Iterable[Question]) -> list[Question]:
    """The questions that the two worlds answer differently, or by different statements."""
    return [question for question in asked if not alike(one, other, user, question)]


def differ(one: Service, other: Service, user: str, asked: Iterable[Question]) -> bool:
    """Whether any of the questions tells the two worlds apart."""
    return not all(alike(one, other, user, question) for question in asked)


def alike(one: Service, other: Service, user: str, question: Question) -> bool:
    """Whether the two worlds give the same bytes by the same statements."""
    return told(one, user, question) == told(other, user, question)


MINE, THEIRS, REMOVED, SAID, PROTECTED, WITHHELD, UNSAID, WITHDRAWN, COLLEAGUES = STORIES_TOLD = tuple(
    STORIES[story]
    for story in (
        *("two-offices", "elsewhere", "removed", "consent-by-office", "protected", "opinion-withheld"),
        *("consent-none", "consent-withdrawn", "charge-of-colleague"),
    )
)
SOMEONE: Changes = (
    ("INSERT INTO beneficiary (id, insurer_key, insured_number, name, kana, birth_date, sex)"
     " VALUES (?, 1, ?, ?, ?, '1940-01-01', 'FEMALE')", (ID, *STRANGER)),
    (f"INSERT INTO consent (beneficiary_key, status, route, recorded_at) VALUES ({OF}, 'GIVEN', 'MUNICIPALITY', 1)",
     STRANGER[:1]),
)  # fmt: skip
"""One more person, on no list."""
OTHER_OFFICES: Changes = (
    ("UPDATE registration SET viewing_until = '2025-12-15' WHERE office_key = 2 AND insured_number = ?", (MINE,)),
    ("UPDATE registration SET search_name = ?, search_kana = 'リヨウ', sort_kana = 'リ', initial = 'リ'"
     " WHERE office_key = 2 AND insured_number = ?", (STRANGER[1], THEIRS)),
    *(("UPDATE beneficiary SET name = ?, kana = ?, address = 'x', sex = 'MALE' WHERE insured_number = ?",
       (*STRANGER[1:], number)) for number in (THEIRS, REMOVED)),
    *(("INSERT INTO consent (beneficiary_key, status, route, recorded_at, office_key)"
       f" VALUES ({OF}, 'WITHDRAWN', 'OFFICE', 1765756800, 2)", (number,)) for number in (THEIRS, REMOVED)),
    (f"UPDATE consent SET office_key = 2 WHERE beneficiary_key = {OF}", (SAID,)),
    (f"UPDATE care_management SET office_key = 10 WHERE beneficiary_key = {OF}", (THEIRS,)),
)  # fmt: skip
"""Other people's lists, consents and care plans, and who took a consent."""
ADDRESS: Changes = (
    ("UPDATE beneficiary SET address = '虹町9番', postal_code = '999-9999', phone = '090-9999-9999'"
     " WHERE insured_number = ?", (PROTECTED,)),
    (f"UPDATE dwelling SET address = '虹町9番' WHERE beneficiary_key = {OF}", (PROTECTED,)),
    ("UPDATE opinion SET applicant_address = '虹町9番', applicant_postal_code = '999-9999', applicant_phone = '9',"
     " institution_name = '虹医院', institution_address = '虹町1番', institution_phone = '9', institution_fax = '9',"
     " doctor_name = '虹'"
     f" WHERE beneficiary_key = {OF}", (PROTECTED,)),
    ("UPDATE insured_certificate SET facility_kind = 'WELFARE_FACILITY', facility_name = '虹の園',"
     " plan_office_name = '虹の里'"
     f" WHERE beneficiary_key = {OF}", (PROTECTED,)),
)  # fmt: skip
"""Where a protected person lives, in every place that tells it."""
OPINION: Changes = (
    ("UPDATE opinion SET doctor_name = '虹', institution_name = '虹病院', remarks = '虹', course_and_treatment = '虹',"
     " dementia_autonomy = 'M', disability_autonomy = 'C2', stability = 'UNSTABLE', dialysis = TRUE"
     f" WHERE beneficiary_key = {OF}", (WITHHELD,)),
    ("UPDATE opinion_diagnosis SET name = '虹' WHERE opinion_key IN"
     f" (SELECT key FROM opinion WHERE beneficiary_key = {OF})", (WITHHELD,)),
    ("UPDATE document SET name = '虹.pdf', byte_count = 9 WHERE key IN"
     f" (SELECT document_key FROM opinion WHERE beneficiary_key = {OF})", (WITHHELD,)),
)  # fmt: skip
"""What a doctor has written who gave no leave to use it."""


def contents(number: str, *tables: str) -> Changes:
    """Other contents of these tables for one person."""
    other = {
        "disability_record": "level = CASE level WHEN 'C2' THEN 'C1' ELSE 'C2' END",
        "opinion": "remarks = '虹', doctor_name = '虹'",
        "survey": "conducted_on = '2020-01-01'",
        "renovation": "cost = cost + 10000",
        "equipment_purchase": "cost = cost + 1000",
        "progress": "judgement = NULL, board_held_on = '2020-01-01'",
    }
    return tuple((f"UPDATE {table} SET {other[table]} WHERE beneficiary_key = {OF}", (number,)) for table in tables)


def test_what_lies_beyond_the_list_or_a_condition(open_service: Open, subtests: pytest.Subtests) -> None:
    one, other = open_service(), open_service()
    fed = happen(one, other)
    change(other, *SOMEONE, *OTHER_OFFICES, *ADDRESS, *OPINION)
    change(other, *contents(UNSAID, "disability_record", "opinion", "survey"))
    change(other, *contents(WITHDRAWN, "disability_record", "opinion", "survey"))
    change(other, *contents(COLLEAGUES, "renovation", "equipment_purchase"))
    stranger: list[Question] = [(ROADS, {"id": ID}), (LIST, {"first": 5, "after": ID})]
    blind = {"hachiro": STORIES_TOLD, "nurse": (THEIRS, PROTECTED, UNSAID), "office-user": (MINE,)}
    for user, number in ((user, number) for user, numbers in blind.items() for number in numbers):
        with subtests.test(user=user, number=number):
            assert differing(one, other, user, [*questions(one, number), *stranger]) == []
    for user in (*blind, "clinic-doctor", "board-member", "portal"):
        with subtests.test(user=user, asked="roots and the feed"):
            assert differing(one, other, user, [*roots(one), fed]) == []

    # and: each change is seen where it may be
    assert differ(one, other, "multi-manager", [fed])
    assert differ(one, other, "multi-manager", questions(one, MINE))
    assert differ(one, other, "multi-manager", questions(one, THEIRS))
    assert differ(one, other, "care-manager", questions(one, COLLEAGUES))
    for world in (one, other):
        change(world, ("UPDATE beneficiary SET protected_from = NULL WHERE insured_number = ?", (PROTECTED,)))
        change(world, (f"UPDATE opinion SET shared = TRUE WHERE beneficiary_key = {OF}", (WITHHELD,)))
    assert differ(one, other, "hachiro", [fed])
    assert differ(one, other, "hachiro", questions(one, PROTECTED))
    assert differ(one, other, "hachiro", questions(one, WITHHELD))


def test_the_content_of_tabs_the_occupation_never_sees(open_service: Open) -> None:
    one, other = open_service(), open_service()
    change(other, *contents(MINE, "opinion", "survey", "renovation", "equipment_purchase", "progress"))
    for user in ("nurse", "clerk"):
        assert differing(one, other, user, questions(one, MINE)) == []
    assert differ(one, other, "hachiro", questions(one, MINE))

    change(other, *contents(MINE, "disability_record"))
    assert differing(one, other, "clerk", questions(one, MINE)) == []
    assert differ(one, other, "nurse", questions(one, MINE))
