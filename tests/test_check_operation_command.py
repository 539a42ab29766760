"""`python -m graph check-operation` (features.md B03): what the query says, in lines, with an exit code for a pipeline."""

import shutil
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from graph.__main__ import main
from tests.service import Service
from tests.test_operation_check import TABS, check

OPEN = "{ viewer { name } }"
OF_A_NURSE = """\
ALLOWED      Query.beneficiaries  beneficiaries  できる
ALLOWED      BeneficiaryConnection.edges  beneficiaries.edges  できる
ALLOWED      BeneficiaryEdge.node  beneficiaries.edges.node  できる
ALLOWED      Beneficiary.name  beneficiaries.edges.node.name  できる
CONDITIONAL  Beneficiary.address  beneficiaries.edges.node.address  条件を満たせばできる
    ADDRESS_PROTECTED  支援措置の対象でないこと（住所が必要な場合は市町村に問い合わせてください。）
CONDITIONAL  Beneficiary.life  beneficiaries.edges.node.life  条件を満たせばできる
    CONSENT_MISSING  本人の同意（同意タブで同意を登録してください。）
CONDITIONAL  Life.barthelIndex  beneficiaries.edges.node.life.barthelIndex  条件を満たせばできる
    CONSENT_MISSING  本人の同意（同意タブで同意を登録してください。）
CONDITIONAL  BarthelRecord.month  beneficiaries.edges.node.life.barthelIndex.month  条件を満たせばできる
    CONSENT_MISSING  本人の同意（同意タブで同意を登録してください。）
DENIED       Beneficiary.equipment  beneficiaries.edges.node.equipment  できない
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command with these words, what stands in standard input; its exit code and what it printed."""
    database = shutil.copy(seeded, tmp_path / "kaigo.db")
    monkeypatch.setenv("KAIGO_DATABASE_URL", f"sqlite:///{database}")

    def ran(*words: str, document: str = TABS) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["graph", "check-operation", *words])
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(document.encode())))
        try:
            code = main()
        except SystemExit as wrong:  # argparse's own
            code = int(wrong.code or 0)
        return code, *capsys.readouterr()

    return ran


def test_each_coordinate_is_told_and_the_code_says_whether_one_is_denied(run: Run, tmp_path: Path) -> None:
    assert run("--as", "nurse") == (1, OF_A_NURSE, "")
    (tmp_path / "tabs.graphql").write_text(TABS, encoding="utf-8")
    described = ("--service", "HOME_NURSING", "--occupation", "NURSE")
    assert run(str(tmp_path / "tabs.graphql"), *described, document="") == (1, OF_A_NURSE, "")
    code, out, _ = run("--as", "nurse", "--service", "CARE_MANAGEMENT", "--occupation", "CARE_MANAGER")
    assert (code, out.count("CONDITIONAL"), "DENIED" in out) == (0, 6, False)


def test_it_says_what_the_query_says(run: Run, service: Service) -> None:
    for viewer in ("nurse", "office-user", "hachiro"):
        fields = check(service, TABS, viewer).data["checkOperation"]["fields"]
        asked = [(field["outlook"], field["coordinate"], ".".join(field["path"])) for field in fields]
        out = run("--as", viewer)[1]
        assert [tuple(line.split()[:3]) for line in out.splitlines() if not line.startswith(" ")] == asked


@pytest.mark.parametrize(
    ("words", "document", "told"),
    [
        ((), OPEN, "Say who asks: "),
        (("--as", "nobody-here"), OPEN, "There is no active account nobody-here"),
        (("--kind", "BOSS"), OPEN, "not one of OFFICE_USER, ADMINISTRATOR"),
        (("--service", "CARE_MANAGEMENT"), OPEN, "サービスと職種は一緒に指定してください。"),
        (("--kind", "PORTAL"), "query A { viewer { name } } query B { viewer { name } }", "operationName で操作を"),
        (("--kind", "PORTAL"), "{ nothing }", "GRAPHQL_VALIDATION_FAILED: "),
        (("--kind", "PORTAL"), "{", "GRAPHQL_PARSE_FAILED: "),
        (("/nowhere", "--kind", "PORTAL"), OPEN, "The document /nowhere cannot be read: "),
    ],
)
def test_what_cannot_be_said_is_2(run: Run, words: tuple[str, ...], document: str, told: str) -> None:
    code, out, error = run(*words, document=document)
    assert (code, out) == (2, "")
    assert told in error
