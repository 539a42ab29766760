"""How long somebody who guessed wrong must wait: never at first, then longer each time, at last until it is lifted.

Guesses are counted by the user id that was typed, whether there is such an account or not, and by the certificate.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from models.codes.sign_in import SignInEntry
from permissions.client_certificate import Demand, OfficeCertificate

OFFICE = 10
"""A certificate is an office's: so many people's wrong guesses weigh as much as one person's."""
FREE = 5
"""So many guesses in a row cost nothing."""
LONG = 10
MOST = 100
LOCKS = (LONG, MOST)
"""The guesses that lock an account: people are told then, and not again while it goes on."""
LONG_WAIT = datetime.timedelta(minutes=15)


def wait_after(guesses: int) -> datetime.timedelta | None:
    """What must pass after so many wrong guesses in a row before the next one counts; None: an administrator lifts it.

    1, 2, 4, 8 and 16 seconds after five to nine, a quarter of an hour from ten on (security.md section 7, A8).
    """
    if guesses >= MOST:
        return None
    if guesses >= LONG:
        return LONG_WAIT
    return datetime.timedelta(seconds=2 ** (guesses - FREE)) if guesses >= FREE else datetime.timedelta()


class Guessed(Protocol):
    """What a guess is counted by."""

    @property
    def subject(self) -> str:
        """What is guessed at."""

    @property
    def weights(self) -> Mapping[str, int]:
        """Everything that it is counted by, and how many guesses of that weigh as much as one."""


@dataclass(frozen=True)
class Client:
    """The certificate a partner system shows, apart from the people who show the same one."""

    fingerprint: str

    @property
    def subject(self) -> str:
        return f"client:{self.fingerprint}"

    @property
    def weights(self) -> Mapping[str, int]:
        return {self.subject: OFFICE}


@dataclass(frozen=True)
class App:
    """A card-reader app's name, whose secret is guessed. Where certificates are demanded, by office, as for people."""

    app_id: str
    certificate: OfficeCertificate | None
    demand: Demand

    @property
    def subject(self) -> str:
        office = self.certificate.office_key if self.certificate else None
        return f"app:{self.app_id}" if self.demand == "nobody" else f"office:{office}:app:{self.app_id}"

    @property
    def weights(self) -> Mapping[str, int]:
        return {self.subject: 1}


@dataclass(frozen=True)
class Target:
    """What is guessed at: a user id as it was typed, by an entry, on a connection. There may be no such account.

    Where offices' accounts need their certificate, a guess with another office's, or with none, cannot be right. It is
    counted apart, by that office, so that nobody locks the accounts of others; and because that follows from what was
    sent alone, it tells nothing of who exists. Board members and municipal staff, who come by an entry of their own,
    belong to no office: whoever guesses at them is counted together.
    """

    user_id: str
    entry: SignInEntry
    certificate: OfficeCertificate | None
    demand: Demand

    @property
    def apart(self) -> bool:
        """Whether guesses are counted by office."""
        return self.demand != "nobody" and self.entry is not SignInEntry.REVIEW_BOARD

    @property
    def office_key(self) -> int | None:
        """The office whose account it must be, where certificates are demanded: another's is not what is locked."""
        return self.certificate.office_key if self.apart and self.certificate else None

    @property
    def subject(self) -> str:
        """What its guesses are counted by."""
        return _of_office(self.office_key, self.user_id) if self.apart else _anywhere(self.user_id)

    @property
    def weights(self) -> Mapping[str, int]:
        found = {self.subject: 1}
        if self.certificate is not None:
            found[f"certificate:{self.certificate.fingerprint}"] = OFFICE
        return found

    @staticmethod
    def every_subject(user_id: str, office_key: int | None) -> tuple[str, str]:
        """What the guesses are counted by that can lock this account, under any setting."""
        return _anywhere(user_id), _of_office(office_key, user_id)


def _anywhere(user_id: str) -> str:
    return f"user:{user_id}"


def _of_office(office_key: int | None, user_id: str) -> str:
    return f"office:{office_key}:user:{user_id}"
