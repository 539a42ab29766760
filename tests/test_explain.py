"""`python -m graph explain` names the cells that decided, and a refusal says whether the kind of account is the reason."""

import asyncio
import shutil
from pathlib import Path

import pytest

from graph.commands.explain import explanation
from models.clock import SetClock
from models.settings import Settings
from resolvers.opening import open_house
from tests.service import Service

ICHIRO = "1200000110"
BY_KIND = "このアカウント種別では利用者の情報を閲覧できません。"
BY_POST = "この職種・サービスでは閲覧できません。"
SEEING_KINDS = ["管理者ユーザ", "一般ユーザ", "連携システム"]
LIST = "{ beneficiaries { totalCount } }"
LIFE = '{ nodes(ids: ["bnf_aaaaaaaaaaaaaaaa"]) { ... on Beneficiary { life { barthelIndex { month } } } } }'

OF_THE_OFFICE = f"""テスト事業所（事業所ユーザ、テスト事業所（大分一））
- 利用者一覧: {BY_KIND}
    × 事業所ユーザ（guide）
"""
OF_THE_CLINIC = f"""例示 はるか（管理者ユーザ、例示内科医院）
- 利用者一覧: {BY_POST}
    ○ 管理者ユーザ（guide）
    × 意見書作成医療機関 x 医師（guide）
"""
NOT_LISTED = """計画 つばさ（一般ユーザ、テスト事業所（大分一））
0000000000: この閲覧者の利用者一覧にいません。
"""


@pytest.fixture
def copied(seeded: Path, tmp_path: Path) -> Path:
    """A database of its own: opening one leaves files beside it."""
    return Path(shutil.copy(seeded, tmp_path / "kaigo.db"))


def told(database: Path, viewer: str, person: str) -> str:
    async def ask() -> str:
        async with open_house(Settings(database_url=f"sqlite:///{database}"), clock=SetClock()) as house:
            return await explanation(house, viewer, person)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("viewer", "person", "words"),
    [
        ("office-user", ICHIRO, OF_THE_OFFICE),
        ("clinic-doctor", ICHIRO, OF_THE_CLINIC),
        ("care-manager", "0000000000", NOT_LISTED),
    ],
    ids=["kind", "occupation", "list"],
)
def test_whoever_finds_nobody_is_told_by_what(copied: Path, viewer: str, person: str, words: str) -> None:
    assert told(copied, viewer, person) == words


def test_each_information_is_told_with_its_cells(copied: Path) -> None:
    lines = told(copied, "nurse", ICHIRO).splitlines()

    assert lines[0] == "看護 みどり（一般ユーザ、テスト事業所（大分一））"
    at = lines.index(f"- 認定審査会進捗: {BY_POST}")
    assert lines[at + 1 : at + 3] == ["    ○ 一般ユーザ（guide）", "    × その他のサービス x 看護職員（A01）"]


@pytest.mark.parametrize("query", [LIST, LIFE])
@pytest.mark.parametrize("user", ["office-user", "board-member", "municipal"])
def test_a_refused_kind_is_told_so(service: Service, user: str, query: str) -> None:
    for error in service.ask(user, query).errors:
        assert error["message"] == BY_KIND
        assert error["extensions"]["allowed"] == SEEING_KINDS
        assert error["extensions"]["remedy"] == "利用者の情報を閲覧できるアカウントでサインインしてください。"


def test_a_refused_occupation_is_told_so(service: Service) -> None:
    (error,) = service.ask("clinic-doctor", LIST).errors

    assert error["message"] == BY_POST
    assert "居宅介護支援・介護予防支援 x 介護支援専門員" in error["extensions"]["allowed"][0]
