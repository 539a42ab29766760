"""How many SQL statements an answer takes: a constant, whatever is asked for and however many people it is about."""

import pytest

from tests.oracles.crowd import ACCOUNT, BATCH, enlist
from tests.oracles.document import Everything
from tests.oracles.lives import full_lives
from tests.service import Service

pytestmark = pytest.mark.both

LIST = """
query List($first: Int!) { beneficiaries(first: $first) { edges { node {
  name kana insuredNumber burdenRatioLabel applicationKindLabel certificationStatusLabel consentStatusLabel
  registration { viewingUntil }
} } } }
"""
COUNTED = "query Counted($first: Int!) { beneficiaries(first: $first) { totalCount edges { node { name } } } }"

WHO_ASKS = 1
"""The account behind the session, with its office, what the office is, and the account's posts there."""
ANSWER = 1
RECORD = 1
"""Who read what of whom."""


def test_everything_about_anybody_is_one_statement(service: Service) -> None:
    # given people with something in every table, and a question for every field there is
    question = Everything(service, ACCOUNT).question()
    ids = [person.id for person in full_lives(service, BATCH, seed=37)]
    ran = {}

    # when
    for people in (1, 2, BATCH):
        with service.statements() as ran[people]:
            nodes = service.ask(ACCOUNT, question, ids=ids[:people]).data["nodes"]
        assert [node["id"] for node in nodes] == ids[:people]

    # then
    assert {people: len(each) for people, each in ran.items()} == dict.fromkeys(ran, WHO_ASKS + ANSWER + RECORD)


def test_the_list_is_one_statement_and_its_count_another(service: Service) -> None:
    # given
    enlist(service, BATCH)
    service.ask(ACCOUNT, COUNTED, first=1)  # opens the list
    ran = {}

    # when
    for people in (1, BATCH):
        for query in (LIST, COUNTED):
            with service.statements() as ran[people, query]:
                edges = service.ask(ACCOUNT, query, first=people).data["beneficiaries"]["edges"]
            assert len(edges) == people

    # then
    expected = {LIST: WHO_ASKS + ANSWER + RECORD, COUNTED: WHO_ASKS + 2 * ANSWER + RECORD}
    assert {key: len(each) for key, each in ran.items()} == {key: expected[key[1]] for key in ran}
