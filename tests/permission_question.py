"""One question over every protected field, and the answer the expectation gives to it: value by value, refusal by refusal.

The answer is worked out here from the expectation and the people's states alone, never by the service's own rules.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from tests.permission_expectation import Expectation
from tests.permission_people import LISTED, Person

EVERYTHING = """
fragment Everything on Beneficiary {
  name kana insuredNumber birthDate birthDateEra sex sexLabel address postalCode phone
  eligibilityLostOn eligibilityLostOnEra eligibilityLoss eligibilityLossLabel
  registration { viewingUntil }
  proof { __typename }
  burdenRatio burdenRatioLabel applicationKind applicationKindLabel
  certificationStatus certificationStatusLabel consentStatus consentStatusLabel
  sources { stale }
  certificates {
    insuredCertificate { insuredNumber facility { facilityName } planOfficeName }
    insuredCertificateHistory { facility { facilityName } }
  }
  certification {
    insuredNumber
    survey { document { id } }
    surveyHistory { document { id } }
    opinion {
      shared document { id }
      data { remarks applicant { applicantPostalCode applicantAddress applicantPhone } author { institutionAddress } }
    }
    opinionHistory { document { id } data { remarks applicant { applicantAddress } } }
  }
  progress { status }
  progressHistory { status }
  life { disabilityAutonomy { level } }
  housing { insuredNumber address }
  equipment { insuredNumber }
  consent { status }
  filings { status }
  access { information readable reason }
}
"""

FORBIDDEN = "FORBIDDEN"
STATUS_WORDS = {"GIVEN": "同意あり", "NOT_GIVEN": "同意なし", "UNCONFIRMED": "未確認", "WITHDRAWN": "取消"}
OPEN_PERSON = LISTED[0]
"""Consent given, in charge, not protected, opinion shared: what this one hides, the viewer may never see."""


@dataclass(frozen=True)
class Forbidden:
    """One error: where it stands, and what it says of the matrix."""

    path: tuple[str, ...]
    coordinate: str
    information: str
    allowed: frozenset[tuple[str, frozenset[str]]]


@dataclass
class Gate:
    """What one viewer gets to see, and what is told of the rest."""

    expectation: Expectation
    reads: Collection[str]
    rule: str = "person"
    """The setting `in_charge`."""
    forbidden: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The first place of each coordinate the viewer may never see, in document order."""
    refusals: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    """The people for whom a condition closed a coordinate, by coordinate and reason."""
    asked: dict[str, None] = field(default_factory=dict)
    """The coordinates that were come to."""

    def see(self, person: Person, place: str, value: Any, of: str = "Beneficiary", shared: bool = True) -> Any:
        """A field's value, or None when it is refused; `place` are the names that lead to it from the person."""
        *_, name = path = place.split(".")
        coordinate = f"{of}.{name}"
        self.asked[coordinate] = None
        reason = self.reason(self.expectation.coordinates[coordinate], person, shared)
        if reason == FORBIDDEN:
            self.forbidden.setdefault(coordinate, tuple(path))
        elif reason is not None:
            self.refusals.setdefault((coordinate, reason), set()).add(person.number)
        if reason is not None:
            return None
        return value() if isinstance(value, Callable) else value  # type: ignore[arg-type]

    def reason(self, information: str, person: Person, shared: bool) -> str | None:
        """Why the information of a person is not shown, or None."""
        if information not in self.reads:
            return FORBIDDEN
        failing = person.failing(self.rule) | (frozenset() if shared else {"DOCTORS_LEAVE"})
        failed = (need for need in self.expectation.conditions[information] if need in failing)
        return next((self.expectation.reasons[need] for need in failed), None)

    def everything(self, person: Person) -> dict[str, Any]:
        """The answer to the fragment for one person on the list."""

        def see(place: str, value: Any) -> Any:
            return self.see(person, place, value)

        header = {name: see(name, value) for name, value in _header(person).items()}
        return {
            **header,
            "certificates": see("certificates", lambda: self._certificates(person)),
            "certification": see("certification", lambda: self._certification(person)),
            "progress": see("progress", {"status": "ACCEPTED"}),
            "progressHistory": see("progressHistory", [{"status": "ACCEPTED"}, {"status": "CERTIFIED"}]),
            "life": see("life", {"disabilityAutonomy": [{"level": "J2"}]}),
            "housing": see("housing", lambda: self._housing(person)),
            "equipment": see("equipment", {"insuredNumber": person.insured_number}),
            "consent": see("consent", {"status": (person.consent or ["UNCONFIRMED"])[-1]}),
            "filings": see("filings", [{"status": "ACCEPTED"}]),
            "access": self._access(person),
        }

    def _certificates(self, person: Person) -> dict[str, Any]:
        def facility(place: str, year: int) -> Any:
            value = {"facilityName": person.place(f"施設{year}年")}
            return self.see(person, f"certificates.{place}.facility", value, of="InsuredCertificate")

        number = person.insured_number
        return {
            "insuredCertificate": {
                "insuredNumber": number,
                "facility": facility("insuredCertificate", 2025),
                "planOfficeName": self.see(
                    person, "certificates.insuredCertificate.planOfficeName", person.place("計画"), "InsuredCertificate"
                ),
            },
            "insuredCertificateHistory": [
                {"facility": facility("insuredCertificateHistory", year)} for year in (2025, 2024)
            ],
        }

    def _certification(self, person: Person) -> dict[str, Any]:
        def paper(place: str, of: str, number: int, shared: bool) -> Any:
            value = {"id": f"doc_{person.number:02}_{number}"}
            return self.see(person, f"certification.{place}.document", value, of=of, shared=shared)

        def data(place: str, number: int) -> Any:
            shared = person.opinions[number]
            path = f"certification.{place}.data"
            return self.see(person, path, lambda: self._data(person, path, number), of="Opinion", shared=shared)

        leave = person.opinions
        return {
            "insuredNumber": person.insured_number,
            "survey": {"document": paper("survey", "Survey", 9, True)},
            "surveyHistory": [{"document": paper("surveyHistory", "Survey", 9, True)}],
            "opinion": {
                "shared": leave[0],
                "document": paper("opinion", "Opinion", 0, leave[0]),
                "data": data("opinion", 0),
            },
            "opinionHistory": [
                {"document": paper("opinionHistory", "Opinion", place, shared), "data": data("opinionHistory", place)}
                for place, shared in enumerate(leave)
            ],
        }

    def _data(self, person: Person, path: str, number: int) -> dict[str, Any]:
        address = {"applicantAddress": person.place(f"意見書住所{number}")}
        newest = {
            "applicantPostalCode": person.place("意見書郵便"),
            **address,
            "applicantPhone": person.place("意見書電話"),
        }
        asked = newest if path == "certification.opinion.data" else address
        applicant = {
            name: self.see(person, f"{path}.applicant.{name}", value, of="OpinionApplicant")
            for name, value in asked.items()
        }
        found = {"remarks": person.place(f"意見{number}"), "applicant": applicant}
        if asked is address:
            return found
        author = {"institutionAddress": person.place("医療機関")}
        return {**found, "author": self.see(person, f"{path}.author", author, of="OpinionData")}

    def _housing(self, person: Person) -> dict[str, Any]:
        address = self.see(person, "housing.address", person.place("住宅"), of="Housing")
        return {"insuredNumber": person.insured_number, "address": address}

    def _access(self, person: Person) -> list[dict[str, Any]]:
        # Without a paper at hand the originals are the survey's: the opinion's own field tells of its doctor's leave.
        leave = {"OPINION": person.opinions[0]}
        reasons = {name: self.reason(name, person, leave.get(name, True)) for name in self.expectation.information}
        return [{"information": name, "readable": reason is None, "reason": reason} for name, reason in reasons.items()]


def _header(person: Person) -> dict[str, Any]:
    day = person.birth_date
    consent = (person.consent or ["UNCONFIRMED"])[-1]
    until = person.registrations[0]["viewing_until"] if person.registrations else None
    return {
        "name": person.name,
        "kana": person.kana,
        "insuredNumber": person.insured_number,
        "birthDate": day.isoformat(),
        "birthDateEra": f"昭和05年{day.month:02}月{day.day:02}日",
        "sex": "FEMALE",
        "sexLabel": "女性",
        "address": person.place("住所"),
        "postalCode": person.place("郵便"),
        "phone": person.place("電話"),
        "eligibilityLostOn": "2026-01-14",
        "eligibilityLostOnEra": "令和08年01月14日",
        "eligibilityLoss": "MOVED_OUT",
        "eligibilityLossLabel": "転出",
        "registration": {"viewingUntil": until and until.isoformat()},
        "proof": {"__typename": "Proof"},
        "burdenRatio": 20,
        "burdenRatioLabel": "2割",
        "applicationKind": "RENEWAL",
        "applicationKindLabel": "更新申請",
        "certificationStatus": "ACCEPTED",
        "certificationStatusLabel": "申請受理",
        "consentStatus": consent,
        "consentStatusLabel": STATUS_WORDS[consent],
        "sources": [],
    }
