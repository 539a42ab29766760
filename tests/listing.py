"""The list as tests ask for it, and whether somebody stands on it."""

from sqlalchemy import select

from models.row import col
from models.rows import Beneficiary
from seed.stories import STORIES
from tests.service import Answer, Service

COLUMNS = """
query Columns($search: String) {
  beneficiaries(search: $search) {
    totalCount
    edges {
      node {
        insuredNumber name kana
        registration { method methodLabel registeredOn viewingUntil }
        burdenRatio burdenRatioLabel
        applicationKind applicationKindLabel
        certificationStatus certificationStatusLabel
        consentStatus consentStatusLabel
      }
    }
  }
}
"""
ONE = "query One($id: ID!) { beneficiary(id: $id) { insuredNumber } }"
FOUND = "query Found($number: String!) { beneficiaries(search: $number) { totalCount edges { node { id } } } }"


def ids_in(answer: Answer) -> list[str]:
    return [edge["node"]["id"] for edge in answer.data["beneficiaries"]["edges"]]


def found(service: Service, story: str, user: str = "hachiro") -> tuple[int, bool]:
    """How often the list and whether the id lead to the person of a story."""
    number = STORIES[story]
    with service.rows() as rows:
        id_ = rows.execute(select(col(Beneficiary.id)).where(col(Beneficiary.insured_number) == number)).scalar_one()
    shown, one = service.ask(user, FOUND, number=number), service.ask(user, ONE, id=id_)
    assert one.data in ({"beneficiary": {"insuredNumber": number}}, {"beneficiary": None})
    assert ids_in(shown) in ([id_], [])
    return shown.data["beneficiaries"]["totalCount"], one.data["beneficiary"] is not None


ON, OFF = (1, True), (0, False)
