"""Sends files to the service under test, and looks at what was kept."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from models.row import col
from models.rows import Upload
from seed.pdf import OPINION, SURVEY
from tests.service import Answer, Service

PDF, PNG, JPEG, CSV = "application/pdf", "image/png", "image/jpeg", "text/csv"
SEEDED = {SURVEY.file, OPINION.file}
TABLE = '番号,氏名\r\n1,"見本, 太郎"\r\n'


def send(
    service: Service, content: bytes, media_type: str = PDF, user: str | None = "hachiro", disposition: str = ""
) -> Answer:
    """Send a file as an account, or as nobody."""
    headers = {"Content-Type": media_type} if media_type else {}
    headers |= {"Content-Disposition": disposition} if disposition else {}
    headers |= {"Authorization": f"Bearer {service.token(user)}"} if user else {}
    response = service.client.post("/uploads", content=content, headers=headers)
    return Answer(response.status_code, response.json(), response.content)


def folder(service: Service) -> Path:
    return Path(service.app.state.endpoint.house.settings.files)


def kept(service: Service) -> list[Any]:
    with service.rows() as rows:
        return list(rows.execute(select(Upload.__table__).order_by(col(Upload.key))).all())  # type: ignore[attr-defined]


def nothing_is_kept(service: Service) -> bool:
    return kept(service) == [] and {path.name for path in folder(service).iterdir()} == SEEDED
