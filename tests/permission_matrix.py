"""Changed copies of the matrix file: one cell the other way round, and faults the service must not start with."""

import re
from dataclasses import dataclass
from pathlib import Path

from models.settings import ROOT
from tests.permission_accounts import Account, of_group
from tests.permission_expectation import EXPECTATION

MATRIX = ROOT / "permissions" / "matrix.toml"
OTHER_WAY = {"y": "n", "n": "y", "Y": "N", "N": "Y"}
FLIPS = (
    ("CM", "CLERK", "LIST"),
    ("MED", "PHYSICIAN", "LIST"),
    ("SVC", "NURSE", "ADDRESS"),
    ("INH", "OTHER", "CERTIFICATES"),
    ("CM", "OFFICE_MANAGER", "CERTIFICATION"),
    ("CM", "CARE_MANAGER", "OPINION"),
    ("INH", "CARE_MANAGER", "CERTIFICATION_PDF"),
    ("SVC", "CLERK", "LIFE"),
    ("CM", "NURSE", "HOUSING_EQUIPMENT"),
    ("SVC", "CARE_MANAGER", "PROGRESS"),
    ("SVC", "OTHER", "CONSENT"),
    ("SHIN", "REVIEW_BOARD_MEMBER", "LIFE"),
    ("INH", "NURSE", "FILINGS"),
)
"""Group, occupation, information: every information at least once, some given and some taken."""


def flipped(path: Path, group: str, occupation: str, information: str) -> Path:
    """Write a copy of the matrix with one cell of [read] the other way round."""
    before, section, rest = MATRIX.read_text(encoding="utf-8").partition(f"[read.{group}]\n")
    row = re.search(rf'^{occupation} *= "(.*)"$', rest, re.MULTILINE)
    assert section, group
    assert row, occupation
    marks = row[1].split()
    place = list(EXPECTATION.information).index(information)
    marks[place] = OTHER_WAY[marks[place]]
    path.write_text(before + section + rest[: row.start(1)] + " ".join(marks) + rest[row.end(1) :], encoding="utf-8")
    return path


def all_but_one(path: Path) -> dict[str, Account]:
    """Write a matrix in which a post may see all but one information, for each of them; and one that may see all ("")."""
    text = MATRIX.read_text(encoding="utf-8")
    before, section, rest = text.partition("[read.CM]\n")
    names = list(EXPECTATION.information)
    posts = dict(zip([*names, ""], of_group(EXPECTATION, "CM"), strict=False))
    for missing, account in posts.items():
        marks = " ".join("n" if name == missing else "y" for name in names)
        rest = re.sub(rf'^({account.posts[0][1]} *= )".*"$', rf'\1"{marks}"', rest, count=1, flags=re.MULTILINE)
    path.write_text(before + section + rest, encoding="utf-8")
    return posts


@dataclass(frozen=True)
class Fault:
    """A text of the matrix replaced by another, and what the refusal says."""

    words: str
    old: str
    new: str
    says: str

    def write(self, path: Path) -> Path:
        """Write the faulty copy."""
        text = MATRIX.read_text(encoding="utf-8")
        assert self.old in text, self.old
        path.write_text(text.replace(self.old, self.new, 1), encoding="utf-8")
        return path


NURSE = 'NURSE                = "y y y n n n n N n y y"\n'
SERVICES = 'services = ["43", "46", "AF"]'
LIFE = 'LIFE = { all = ["CONSENT"], basis = "A03" }'
PARTNER = 'PARTNER = "y"\n'
NO = 'n = { allowed = false, basis = "A01" }'
COLUMNS = '"CONSENT", "FILINGS"]'
ACCOUNT = next(
    line for line in MATRIX.read_text(encoding="utf-8").splitlines(True) if line.startswith("GENERAL_USER   ")
)
ACTION = '"FILE", "CONSENT", "OPINION"]'
NAME = "The permission matrix"

FAULTS = (
    Fault("a cell is missing", NURSE, NURSE.replace(' y"', '"'), f"{NAME} has 10 marks in [read.CM] NURSE."),
    Fault("a cell too many", NURSE, NURSE.replace(' y"', ' y n"'), f"{NAME} has 12 marks in [read.CM] NURSE."),
    Fault("a mark nobody knows", NURSE, NURSE.replace('"y', '"?'), f"{NAME} m.toml misses or does not know '?'."),
    Fault("a row without marks", NURSE, "NURSE = 5\n", f"{NAME} m.toml is not laid out like permissions/matrix.toml."),
    Fault("an occupation is missing", NURSE, "", f"{NAME} misses or doubles in [read.CM]: NURSE."),
    Fault("an occupation is doubled", NURSE, 2 * NURSE, f"{NAME} m.toml cannot be read: "),
    Fault("an unknown occupation", NURSE, 'WIZARD = ""\n' + NURSE, f"{NAME} m.toml misses or does not know 'WIZARD'."),
    Fault("a group is missing", "[read.SHIN]", "[read.X]", f"{NAME} misses or doubles in [read]: SHIN, X."),
    Fault(
        "a service in two groups",
        SERVICES,
        SERVICES.replace("]", ', "11"]'),
        f"{NAME} misses or doubles in [groups]: HOME_HELP.",
    ),
    Fault(
        "a service in no group",
        SERVICES,
        SERVICES.replace(', "AF"', ""),
        f"{NAME} misses or doubles in [groups]: PREVENTIVE_CARE_PLANNING.",
    ),
    Fault("an unknown service", SERVICES, SERVICES.replace("AF", "ZZ"), f"{NAME} m.toml misses or does not know 'ZZ'."),
    Fault("a column is missing", COLUMNS, '"CONSENT"]', f"{NAME} misses or doubles in [columns.read]: FILINGS."),
    Fault(
        "a column is doubled",
        COLUMNS,
        '"FILINGS", "FILINGS"]',
        f"{NAME} misses or doubles in [columns.read]: CONSENT, FILINGS.",
    ),
    Fault("conditions are missing", LIFE, "", f"{NAME} misses or doubles in [conditions]: LIFE."),
    Fault(
        "an unknown condition",
        LIFE,
        LIFE.replace("CONSENT", "ASKED"),
        f"{NAME} m.toml misses or does not know 'ASKED'.",
    ),
    Fault(
        "conditions of another shape", LIFE, "LIFE = []", f"{NAME} m.toml is not laid out like permissions/matrix.toml."
    ),
    Fault("a kind of account is missing", PARTNER, "", f"{NAME} misses or doubles in [kinds]: PARTNER."),
    Fault("a kind without actions", ACCOUNT, "", f"{NAME} misses or doubles in [account]: GENERAL_USER."),
    Fault(
        "an action of nobody",
        ACTION,
        '"FILE", "CONSENT"]',
        f"{NAME} misses or doubles in [columns.write, columns.account]: OPINION.",
    ),
    Fault("an unknown kind of account", PARTNER, PARTNER + 'X = "y"\n', f"{NAME} m.toml misses or does not know 'X'."),
    Fault(
        "a mark that allows by a text",
        NO,
        NO.replace("false", '"false"'),
        f"{NAME} needs true or false for `allowed` of the mark n.",
    ),
    Fault(
        "a mark on a basis nobody knows",
        NO,
        NO.replace("A01", "moon"),
        f"{NAME} needs guide or A01 to A19 for `basis` of the mark n, not moon.",
    ),
    Fault(
        "a mark on an assumption there is not",
        NO,
        NO.replace("A01", "A20"),
        f"{NAME} needs guide or A01 to A19 for `basis` of the mark n, not A20.",
    ),
    Fault("a mark that is none", NO, "n = 5", f"{NAME} m.toml is not laid out like permissions/matrix.toml."),
    Fault(
        "a condition on a basis nobody knows",
        LIFE,
        LIFE.replace("A03", "moon"),
        f"{NAME} needs guide or A01 to A19 for `basis` of [conditions] LIFE, not moon.",
    ),
    Fault(
        "a mark without a verdict",
        NO,
        NO.replace("allowed", "aloud"),
        f"{NAME} m.toml misses or does not know 'allowed'.",
    ),
)
