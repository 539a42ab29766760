"""What reading a document may take, whoever sends it: nothing here that grows faster than its text, and no deep stack."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from loaders.operation import LONGEST_KEPT, VALUES
from loaders.validation import MOST_COMPARISONS, faults_of
from tests.service import Service
from tests.signing_in import start

PERSON = '{{ beneficiary(id: "bnf_aaaaaaaaaaaaaaaa") {{ {} }} }}'
UNENDED = {
    "a string": '"' + '\\"' * 16_000,
    "a block string": '"""' + '\\"""' * 8_000,
    "strings": '"\\\n' * 8_000,
    "quotes": '""' * 8_000 + '"',
    "signs": "-" * 16_000,
}


def overlapping(fragments: int, times: int) -> str:
    """A person asked of by so many fragments, each with the same field again and again."""
    spread = " ".join(f"...F{n}" for n in range(fragments))
    one = " ".join(["access { readable }"] * times)
    return PERSON.format(spread) + " ".join(f" fragment F{n} on Beneficiary {{ {one} }}" for n in range(fragments))


def nested(fragments: int, inline: int) -> str:
    """Fragments that spread one another, each from inside so many inline fragments."""
    around = "... { " * inline, "} " * inline
    chain = " ".join(f"fragment f{n} on Viewer {{ {around[0]}...f{n + 1} {around[1]}}}" for n in range(fragments - 1))
    return f"{{ viewer {{ ...f0 }} }} {chain} fragment f{fragments - 1} on Viewer {{ userId }}"


@pytest.mark.parametrize("name", UNENDED)
def test_no_quote_is_looked_at_twice(name: str) -> None:
    """Every quote begins what is taken out: then nothing is looked at from each of them anew."""
    assert '"' not in VALUES.sub("0", UNENDED[name])


@pytest.mark.parametrize(
    "text",
    ['""" \\""" 介護 """', '"""介護', '"""\n介護', '"\\"介護', '"介護', "#介護", '"" "介護"', '"""介護""""介護"'],
)
def test_what_may_tell_of_somebody_is_taken_out(text: str) -> None:
    assert "介護" not in VALUES.sub("0", text)
    assert VALUES.sub("0", f"{{ a }} {text}\n b").startswith("{ a } 0")


def test_a_longer_text_takes_longer_by_its_length(service: Service) -> None:
    """Sixteen thousand escaped quotes by nobody: they took three seconds, 500 of them three milliseconds."""

    def seconds(quotes: int) -> float:
        began = time.process_time()
        assert service.ask(None, '"' + '\\"' * quotes).codes == ["UNAUTHENTICATED"]
        return time.process_time() - began

    assert seconds(16_000) < 100 * min(seconds(500) for _ in range(5))


@pytest.fixture
def validated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the operations that were validated."""
    found: list[str] = []

    def noted(schema: Any, node: Any) -> Any:
        found.extend(one.name.value for one in node.definitions if getattr(one, "name", None))
        return faults_of(schema, node)

    monkeypatch.setattr("loaders.operation.faults_of", noted)
    return found


def test_of_nobody_nothing_is_validated_but_signing_in(service: Service, validated: list[str]) -> None:
    ask = 'mutation Start { startSignIn(input: {userId: "a", password: "b"}) { attempt } }'
    fragment = "fragment F on Beneficiary { name }"
    for query in (
        "query Start " + overlapping(30, 14),
        f"{ask} {fragment}",
        f"{ask} query Other {{ viewer {{ name }} }}",
        f"{ask} mutation Both {{ signOut {{ signedOut }} startSignIn }}",
        f"{ask} {' ' * LONGEST_KEPT}",
        f"{ask} type Start {{ a: Int }}",
    ):
        asked = service.post({"query": query, "operationName": "Start"})
        assert (asked.status, asked.codes) == (401, ["UNAUTHENTICATED"])
    assert validated == []
    assert start(service).data["startSignIn"]["attempt"]
    assert validated == ["Start"]


def test_what_nobody_may_send_is_not_kept(service: Service) -> None:
    """The same text is another thing for somebody, and no document of theirs has to leave for it."""
    query = "query Who { viewer { userId } }"
    assert service.ask(None, query).codes == ["UNAUTHENTICATED"]
    assert service.ask("hachiro", query).data == {"viewer": {"userId": "hachiro"}}
    assert service.ask(None, query).codes == ["UNAUTHENTICATED"]
    kept = service.app.state.endpoint.house.documents._kept
    before = list(kept)
    for text in ("{", "{ nothing }", "query Who { viewer { name } }"):
        service.ask(None, text)
    assert list(kept) == before


@pytest.mark.parametrize("query", [overlapping(30, 14), PERSON.format("access { readable } " * 400)])
def test_comparing_fields_has_an_end(service: Service, query: str) -> None:
    [error] = service.ask("hachiro", query).errors
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "comparisons", "most": MOST_COMPARISONS}
    assert error["message"] == "同じ項目の繰り返しが多すぎます。フラグメントの重なりを減らしてください。"


def test_many_components_ask_of_the_same_person(service: Service) -> None:
    """Twenty of a screen, each with the fragment it needs, overlap in honest ways; errors are told as ever."""

    def screen(last: str) -> str:
        one = f"id name kana certificates {{ insuredCertificate {{ careLevel validUntil }} }} {last}"
        spread = " ".join(f"...F{n}" for n in range(20))
        return PERSON.format(spread) + " ".join(f"fragment F{n} on Beneficiary {{ {one} }}" for n in range(20))

    assert service.ask("hachiro", screen("")).data == {"beneficiary": None}
    wrong = service.ask("hachiro", screen("nothing"))
    assert set(wrong.codes) == {"GRAPHQL_VALIDATION_FAILED"}
    assert len(wrong.errors) == 6


def test_many_fields_that_do_not_merge_are_errors(service: Service) -> None:
    """Six are told, and no limit: the comparing itself was short."""
    pairs = " ".join(f"a{n}: userId a{n}: name" for n in range(7))
    assert service.ask("hachiro", f"{{ viewer {{ {pairs} }} }}").codes == ["GRAPHQL_VALIDATION_FAILED"] * 6


DEEP: dict[str, Callable[[int], str]] = {
    "inline fragments": lambda levels: "{ viewer { " + "... { " * (levels - 2) + "userId " + "} " * levels,
    "fragments": lambda levels: nested(99, 0).replace(
        "userId", "... { " * (levels - 101) + "userId" + " }" * (levels - 101)
    ),
    "both": lambda levels: nested(40, 2).replace(
        "userId", "... { " * (levels - 120) + "userId" + " }" * (levels - 120)
    ),
}
CHECK = "query ($document: String!) { checkOperation(document: $document) { errors { code } fields { coordinate } } }"


@pytest.mark.parametrize("way", DEEP)
def test_selections_inside_one_another(service: Service, way: str) -> None:
    """The last is served whichever way it is walked, and the next is refused."""
    write = DEEP[way]
    assert service.ask("hachiro", write(120)).data == {"viewer": {"userId": "hachiro"}}
    told = service.ask("hachiro", CHECK, document=write(120)).data["checkOperation"]
    assert told == {"errors": [], "fields": [{"coordinate": "Query.viewer"}, {"coordinate": "Viewer.userId"}]}
    [error] = service.ask("hachiro", write(121)).errors
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "nesting", "most": 120, "found": 121}
    assert error["message"] == "入れ子の深さは120までです（121）。"


@pytest.mark.parametrize(("fragments", "inline"), [(30, 8), (40, 5), (60, 3), (98, 2), (12, 45)])
def test_no_stack_is_exhausted(service: Service, fragments: int, inline: int) -> None:
    query = nested(fragments, inline)
    assert service.ask(None, query).codes == ["UNAUTHENTICATED"]
    [error] = service.ask("hachiro", query).errors
    assert (error["extensions"]["code"], error["extensions"]["limit"]) == ("LIMIT_EXCEEDED", "nesting")


def test_fragments_in_circles_are_walked_once(service: Service) -> None:
    """Whichever of them comes first: here the way that is told first is the short one."""
    back = " ".join(
        f"fragment f{n} on Viewer {{ {'... { ' * 8} ...f{n + 1} {'} ' * 8} ...f{max(n - 1, 0)} }}" for n in range(55)
    )
    query = f"{{ viewer {{ ... {{ ...f0 }} ...f54 }} }} {back} fragment f55 on Viewer {{ ...f0 }}"
    assert set(service.ask("hachiro", query).codes) <= {"GRAPHQL_VALIDATION_FAILED", "LIMIT_EXCEEDED"}
    assert service.ask(None, query).codes == ["UNAUTHENTICATED"]


def test_what_is_found_is_a_number_everybody_can_read(service: Service) -> None:
    doubling = " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(97))
    query = f"{{ ...f0 }} {doubling} fragment f97 on Query {{ viewer {{ userId }} }}"
    answer = service.ask("hachiro", query)
    assert answer.status == 200
    [error] = answer.errors
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "rootFields", "most": 25, "found": 2**53 - 1}
