"""`python -m seed world` plays the systems around a demo (features.md B21): what each does is seen with the next query."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.endurance.place import Place, start
from tests.seed_database import raw

WORLD = (sys.executable, "-m", "seed", "world", "--pause", "0", "--server")
SAID = [
    "市町村: 1200000110 の利用者負担額減額・免除認定証を交付しました（証明書タブ、S35）",
    "市町村: 1234567890 の申請を受け付けました（認定審査会進捗タブ、S45）",
    "市町村: 1234567890 の認定調査票が届きました（認定審査会進捗タブ、S45）",
    "市町村: 1234567890 の認定調査票のPDFが届きました（認定情報タブ、S36）",
    "市町村: 1234567890 の紙の主治医意見書が届きました（認定情報タブ、S36）",
    "市町村: 1234567890 の同意が届きました（同意タブ、S69）",
    "市町村: テスト事業所（大分一）の居宅サービス計画作成依頼(変更)届出書を受理しました（S63）",
    "市町村: 見本記念病院の請求書を受理しました（S74）",
    "LIFE: 1200000110 の2025-12の記録が届きました（照会用LIFE情報タブ、S37）",
    "電子請求受付システム: 1234567890 のレセプトが届き、閲覧有効期限が延びました",
]


def test_the_world_is_played_to_a_running_demo(seeded: Path, tmp_path: Path) -> None:
    # given a demo that is served
    place = Place(f"sqlite:///{tmp_path / 'place' / 'kaigo.db'}", tmp_path / "place")
    place.folder.mkdir()
    (place.folder / "kaigo.db").write_bytes(seeded.read_bytes())
    place.furnish()
    server = start(place)
    try:
        # when the world is played, once and again
        played = [place.run((*WORLD, server.address)) for _ in range(2)]
    finally:
        server.kill()
    # then every scene has come about, and what waited for an answer waits no more
    assert [(one.returncode, one.stderr) for one in played] == [(0, "")] * 2
    assert played[0].stdout.splitlines() == SAID
    assert [line for line in SAID if line not in played[1].stdout] == [SAID[6], SAID[7]]
    assert raw(place.folder / "kaigo.db", "SELECT count(*) FROM filing WHERE status = 'SUBMITTED'") == [(0,)]


def test_without_a_server_it_says_so(seeded: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copy(seeded, tmp_path / "kaigo.db"))
    told = {**os.environ, "KAIGO_DATABASE_URL": f"sqlite:///{copied}"}
    asked = (*WORLD, "http://127.0.0.1:9")
    ran = subprocess.run(asked, env=told, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, "Traceback" in ran.stderr) == (2, "", False)
    assert raw(copied, "SELECT count(*) FROM session") == [(0,)]
