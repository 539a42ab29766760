"""The menu of each kind of account: what its holder may do, as features.md S01-S05 and S14 list it."""

import pytest

from tests.service import Service

ACTIONS = "{ viewer { menu { actions } } }"
OF_A_CARE_MANAGER = ["REGISTER", "REMOVE", "FILE", "CONSENT"]
OF_AN_ADMINISTRATOR = [
    "CREATE_GENERAL_USERS",
    "MANAGE_GENERAL_USERS",
    "REGISTER_CARD_APP",
    "APPROVE_OPERATIONS",
    "ASSIGN_CARE_MANAGER",
    "EXPLAIN_ACCESS",
]

MENUS = {
    "office-user": ["MANAGE_ADMINISTRATORS", "MANAGE_GENERAL_USERS", "CHANGE_AUTHORITY"],
    "hachiro": [*OF_A_CARE_MANAGER, *OF_AN_ADMINISTRATOR],
    "care-manager": OF_A_CARE_MANAGER,
    "nurse": ["REGISTER", "REMOVE", "CONSENT"],
    "hospital-doctor": ["REGISTER", "REMOVE", "CONSENT", "OPINION"],
    "clinic-doctor": ["OPINION", *OF_AN_ADMINISTRATOR],
    "board-member": ["VIEW_BOARD_DOCUMENTS"],
    "municipal": ["VIEW_BOARD_DOCUMENTS", "REGISTER_BOARD_DOCUMENTS", "MANAGE_INSURER_ACCOUNTS"],
    "partner": [*OF_A_CARE_MANAGER, "REGISTER_OPERATIONS"],
    "billing-system": ["FEED_OFFICES"],
    "portal": ["ISSUE_CARD_APPS", "VIEW_ACCESS_HISTORY"],
    "eligibility-system": ["FEED_CARD_LINKS"],
    "municipal-system": ["FEED_CARE", "VIEW_ACCESS_HISTORY"],
    "life-system": ["FEED_LIFE"],
    "demo-reader": ["REGISTER_BY_CARD"],
}
"""Only hachiro and the clinic's doctor are administrators; a nurse files nothing."""


@pytest.mark.parametrize("user", MENUS)
def test_the_menu_says_what_the_kind_and_the_occupations_may_do(service: Service, user: str) -> None:
    assert service.ask(user, ACTIONS).data == {"viewer": {"menu": {"actions": MENUS[user]}}}


def test_the_five_kinds_have_five_menus() -> None:
    five = [tuple(MENUS[user]) for user in ("office-user", "hachiro", "care-manager", "clinic-doctor", "board-member")]
    assert len(set(five)) == 5
