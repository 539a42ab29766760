"""Numbers of insurers, offices and people, with their check digits, and public ids (domain.md section 3)."""

import random
from base64 import b32encode

from models.numbers import check_digit


def insurer_number(body: str) -> str:
    """介護保険者番号: prefecture and municipality (five digits), and the check digit over them."""
    return body + check_digit(body)


def office_number(body: str) -> str:
    """介護事業所番号 of care offices: nine signs, and the check digit over them."""
    return body + check_digit(body)


def medical_office_number(prefecture_and_kind: str, body: str) -> str:
    """The number of a medical institution: its check digit is taken over district and serial alone."""
    return prefecture_and_kind + body + check_digit(body)


def insured_number(serial: int) -> str:
    """介護保険被保険者番号: ten digits that look drawn but never meet, because the factor shares none with 10**10."""
    return f"{(serial * 7_310_548_629 + 2_604_917_383) % 10**10:010}"


class Ids:
    """Public ids in the service's form, from a generator of their own: the same database gets the same ids."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def new(self, prefix: str) -> str:
        """One id."""
        return self.many(prefix, 1)[0]

    def many(self, prefix: str, count: int) -> list[str]:
        """Several ids at once; ten random bytes are sixteen signs."""
        signs = b32encode(self._random.randbytes(10 * count)).decode().lower()
        return [f"{prefix}_{signs[start : start + 16]}" for start in range(0, 16 * count, 16)]
