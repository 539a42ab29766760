"""The example programs of partner systems (seed/clients), run as they are run, against the service over TLS (S82, S92)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, update

from graph.commands.authority import Pair
from models.row import col
from models.rows import PartnerOperation, ReadRecord, Session
from seed.offices import At
from tests.opinion import CONTENT
from tests.secured import Secured

HEAD = "被保険者番号  認定有効期間終了  負担割合適用終了  要介護度など"
ICHIRO = "1200000110    2027-03-31        2025-09-30        要介護3 2割 介護 一郎"
NOTHING_HELD = "1300000310    -                 -                 - - 小川 ハル"
NO_TOKEN = (
    "invalid_client: クライアントを確認できません。client_id と、電子証明書か client_secret を確かめてください。\n"
)
NOT_APPROVED = "承認された操作ではありません。操作を登録し、事業所の管理者の承認を受けてください。\n"
NOT_LISTED = "この事業所の利用者一覧にいません。\n"


def run(secured: Secured, program: str, pair: Pair, *more: str) -> subprocess.CompletedProcess[str]:
    """Run a program with this certificate."""
    assert secured.settings.tls is not None
    folder: Path = secured.settings.tls
    (folder / "partner.pem").write_bytes(pair.pem)
    (folder / "partner.key").write_bytes(pair.key_pem)
    command = [
        sys.executable,
        "-m",
        f"seed.clients.{program}",
        "--server",
        f"https://localhost:{secured.settings.port}",
    ]
    files = ["--certificate", str(folder / "partner.pem"), "--key", str(folder / "partner.key")]
    trust = ["--authority", str(folder / "ca.pem")]
    return subprocess.run([*command, *files, *trust, *more], capture_output=True, text=True, check=False, timeout=60)


def recorded(secured: Secured) -> list[str | None]:
    """The operations of the read records."""
    with secured.service.rows() as rows:
        return list(rows.execute(select(col(ReadRecord.operation))).scalars())


def test_care_software_prints_the_list_with_its_certificates(secured: Secured) -> None:
    # when it runs with the certificate of its office
    done = run(secured, "care_software", secured.certificate(At.TEST))
    # then everybody on the list is printed, page after page, and each page is recorded
    assert (done.returncode, done.stderr) == (0, "")
    head, *lines = done.stdout.splitlines()
    assert head == HEAD
    assert {ICHIRO, NOTHING_HELD} <= set(lines)
    assert len({line[:10] for line in lines}) == len(lines) == 245
    assert recorded(secured) == ["CareSoftware"] * 3


def test_an_electronic_chart_prints_one_patient(secured: Secured) -> None:
    done = run(secured, "electronic_chart", secured.certificate(At.HOSPITAL), "--number", "2173720520")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "申請者        新田 トミ子（ニッタ トミコ） 女性 昭和27年12月10日生",
        "被保険者番号  2173720520",
        "住所          〒000-0118 見本市花園2丁目6番8号 097-936-3701",
        "認定          見本市 要介護5 2025-06-09 から 2028-06-07 まで",
        "LIFE          2025-11 Barthel Index 0点",
    ]
    assert recorded(secured) == ["ElectronicChart"]


def test_what_the_person_has_not_agreed_to_is_not_printed(secured: Secured) -> None:
    done = run(secured, "electronic_chart", secured.certificate(At.HOSPITAL), "--number", "9335740441")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].startswith("申請者        見城 カツ子")
    assert done.stdout.splitlines()[-1] == "LIFE          表示できません（同意がありません）"


def test_somebody_of_another_offices_list_is_nobody(secured: Secured) -> None:
    """介護 一郎 is not on the hospital's list."""
    done = run(secured, "electronic_chart", secured.certificate(At.HOSPITAL), "--number", "1200000110")
    assert (done.returncode, done.stdout, done.stderr) == (1, NOT_LISTED, "")
    assert recorded(secured) == []


@pytest.mark.parametrize(("program", "office"), [("care_software", At.HOSPITAL), ("electronic_chart", At.TEST)])
def test_with_the_certificate_of_another_office_there_is_no_token(secured: Secured, program: str, office: At) -> None:
    more = ("--number", "2173720520") if program == "electronic_chart" else ()
    done = run(secured, program, secured.certificate(office), *more)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", NO_TOKEN)
    with secured.service.rows() as rows:
        assert rows.execute(select(Session)).all() == []


def test_a_chart_sends_an_opinion_however_often_it_is_run(secured: Secured, tmp_path: Path) -> None:
    """Way A: it lists for whom, is told what is wrong, sends, and sends again as it was when the answer is lost."""
    pair, file = secured.certificate(At.HOSPITAL), tmp_path / "opinion.json"
    listed = run(secured, "opinion", pair)
    assert (listed.returncode, listed.stderr) == (0, "")
    target = next(line.split()[0] for line in listed.stdout.splitlines() if line.split()[2] == "登録済")
    file.write_text(json.dumps({**CONTENT, "height": "30.0", "doctorName": ""}), "utf-8")
    wrong = run(secured, "opinion", pair, "--target", target, "--content", str(file))
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.splitlines() == [
        "input.content.doctorName: 医師氏名を入力してください。",
        "input.content.height: 身長は50.0から250.0（cm）の間で入力してください。",
    ]
    file.write_text(json.dumps(CONTENT), "utf-8")
    done = [run(secured, "opinion", pair, "--target", target, "--content", str(file)) for _ in range(2)]
    assert [one.returncode for one in done] == [0, 0]
    assert done[0].stdout == done[1].stdout
    assert done[0].stdout.split()[1] == "1版"
    [line] = [one for one in run(secured, "opinion", pair).stdout.splitlines() if one.startswith(target)]
    assert line.split()[2] == "送信済"


def test_what_was_withdrawn_does_not_run(secured: Secured) -> None:
    with secured.service.rows() as rows:
        now = secured.service.clock.now()
        rows.execute(update(PartnerOperation).values(withdrawn_at=now))
        rows.commit()
    done = run(secured, "care_software", secured.certificate(At.TEST))
    assert (done.returncode, done.stdout, done.stderr) == (1, f"{HEAD}\n", NOT_APPROVED)
    assert recorded(secured) == []
