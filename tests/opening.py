"""Opens documents of the service under test, and looks at what was written down."""

from typing import Any

from sqlalchemy import select

from models import rows as stored
from models.row import col
from tests.service import Answer, Service

OPEN = """
mutation Open($id: ID!, $mode: DocumentMode!) {
  openDocument(input: {id: $id, mode: $mode}) { ticket url expiresAt }
}
"""
PAPERS_OF = """
query Papers($number: String!) {
  beneficiaries(search: $number) { edges { node { id certification {
    survey { document { id name byteCount } } opinion { document { id name byteCount } }
  } } } }
}
"""
ICHIRO = "1200000110"
NOWHERE = "doc_aaaaaaaaaaaaaaaa"


def papers(service: Service, number: str = ICHIRO) -> tuple[str, str]:
    """The ids of a person's survey and opinion, as the tab tells them."""
    (edge,) = service.ask("hachiro", PAPERS_OF, number=number).data["beneficiaries"]["edges"]
    tab = edge["node"]["certification"]
    return tab["survey"]["document"]["id"], tab["opinion"]["document"]["id"]


def person(service: Service, number: str = ICHIRO) -> Any:
    with service.rows() as rows:
        found = select(stored.Beneficiary.__table__).where(col(stored.Beneficiary.insured_number) == number)  # type: ignore[attr-defined]
        return rows.execute(found).one()


def ask(service: Service, id_: str, mode: str = "VIEW", user: str = "hachiro") -> Answer:
    return service.ask(user, OPEN, id=id_, mode=mode)


def ticket(service: Service, id_: str, mode: str = "VIEW", user: str = "hachiro") -> str:
    return str(ask(service, id_, mode, user).data["openDocument"]["ticket"])


def fetch(service: Service, token: str, bearer: str | None = None) -> Any:
    """What the door gives for a ticket; as hachiro where no other session is named."""
    headers = {"Authorization": f"Bearer {bearer or service.token('hachiro')}"}
    return service.client.get(f"/documents/{token}", headers=headers)


def all_rows(service: Service, kind: type[Any]) -> list[Any]:
    with service.rows() as rows:
        return list(rows.execute(select(kind.__table__).order_by(*kind.__table__.primary_key)).all())


def records(service: Service) -> list[Any]:
    """The read records of openings."""
    return [record for record in all_rows(service, stored.ReadRecord) if record.operation == "openDocument"]


def change(service: Service, statement: Any) -> None:
    with service.rows() as rows:
        assert rows.execute(statement).rowcount == 1  # type: ignore[attr-defined]
        rows.commit()
