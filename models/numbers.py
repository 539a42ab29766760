"""The numbers printed on a certificate, and their check digit (domain.md section 3)."""

import re

INSURER_NUMBER = re.compile(r"[0-9]{6}")
"""介護保険者番号."""
INSURED_NUMBER = re.compile(r"[0-9]{10}")
"""介護保険被保険者番号 as the screen takes it (guide p.18)."""
ANY_INSURED_NUMBER = re.compile(r"[0-9]{10}|H[0-9]{9}")
"""The same as machines send it: those who are no insured persons (生活保護) have an H."""


def check_digit(body: str) -> str:
    """Modulus 10, weights 2 and 1 from the right, digits of products added; A counts 10, B 11, and so on."""
    weighted = (int(sign, 36) * (2 - place % 2) for place, sign in enumerate(reversed(body)))
    return str(-sum(sum(map(int, str(product))) for product in weighted) % 10)
