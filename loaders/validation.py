"""The rules a document is validated by: those of the specification, the one that is not linear with a limit of ours.

Whether fields merge is looked at pair by pair; graphql-core spends three microseconds on each step of it.
"""

from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, ValidationContext, specified_rules, validate
from graphql.validation import OverlappingFieldsCanBeMergedRule

from permissions.errors import LimitExceeded

MOST_ERRORS = 5
MOST_COMPARISONS = 20_000
"""Of our own operations none takes more than 14 steps, the question for the whole schema none, a screen of twenty
components with a fragment each over the same person 5,000."""


class _Merging(OverlappingFieldsCanBeMergedRule):
    """The same rule, which gives up earlier, and says so."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = MOST_COMPARISONS

    def enter_selection_set(self, *entered: Any) -> None:
        try:
            super().enter_selection_set(*entered)
        except GraphQLError:
            if self.rule_context.remaining_complexity_budget >= 0:  # there were too many errors
                raise
            raise LimitExceeded(
                "同じ項目の繰り返しが多すぎます。フラグメントの重なりを減らしてください。",
                limit="comparisons",
                most=MOST_COMPARISONS,
            ) from None


RULES = tuple(_Merging if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules)


def faults_of(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """What is wrong with a document, the first few; without suggestions.

    Raises:
        LimitExceeded: telling would take too long.
    """
    return validate(schema, document, RULES, max_errors=MOST_ERRORS, hide_suggestions=True)
