"""python -m seed.clients.electronic_chart: a hospital's chart prints what it may see of a patient for the opinion."""

import sys
from collections.abc import Iterator
from typing import Any

import httpx2

from seed.clients.connection import Refused, connected, parser, told


def main() -> int:
    """0 when the patient is printed, 1 when there is nobody or the service refuses."""
    arguments = parser("What the doctor's opinion begins with.", "chart")
    arguments.add_argument("--number", required=True, help="the patient's insured number (被保険者番号)")
    asked = arguments.parse_args()
    try:
        with connected(asked) as connection:
            edges = connection.ask("electronic_chart", number=asked.number)["beneficiaries"]["edges"]
    except (Refused, httpx2.HTTPError, OSError) as error:
        return told(error)
    found = [edge["node"] for edge in edges if edge["node"]["insuredNumber"] == asked.number]
    for line in _lines(found[0]) if found else ["この事業所の利用者一覧にいません。"]:
        print(line)
    return 0 if found else 1


def _lines(person: dict[str, Any]) -> Iterator[str]:
    yield f"申請者        {person['name']}（{person['kana']}） {person['sexLabel']} {person['birthDateEra']}生"
    yield f"被保険者番号  {person['insuredNumber']}"
    yield f"住所          {_place(person)}"
    insured = person["certificates"]["insuredCertificate"]
    if insured:
        span = f"{insured['validFrom']} から {insured['validUntil']} まで"
        yield f"認定          {insured['insurerName']} {insured['careLevelLabel']} {span}"
    life = person["life"]
    if life is None:
        yield "LIFE          表示できません（同意がありません）"
    for record in (life or {}).get("barthelIndex", [])[-1:]:
        yield f"LIFE          {record['month']} Barthel Index {record['totalPoints']}点"


def _place(person: dict[str, Any]) -> str:
    if person["address"] is None:
        return "表示できません（支援措置）"
    return f"〒{person['postalCode']} {person['address']} {person['phone']}"


if __name__ == "__main__":
    sys.exit(main())
