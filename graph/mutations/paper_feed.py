"""Surveys and opinions on paper (認定調査票, 主治医意見書), as municipalities' systems bring them (S36, S83)."""

from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import Given, acted
from graph.care_fed import CareFeedResult, care_fed
from graph.fed_paper import OpinionPaperInput, PaperInput, SurveyInput, opinion_given, survey_given
from graph.field import Info
from resolvers.paper_opinion import FEED_OPINION_PAPER, feed_opinion_paper
from resolvers.papers import Sent
from resolvers.performing import Act
from resolvers.survey import FEED_SURVEY, feed_survey

ROADS = "を、データ、PDF、またはその両方で連携する。市町村システムだけができる。進捗は変わらない"


@strawberry.input(description="認定調査票の連携")
class FeedSurveyInput(PaperInput):
    survey: SurveyInput = strawberry.field(description="認定調査票のすべて。同じ申請の前のものと置き換わる")


@strawberry.input(description="紙で届いた主治医意見書の連携")
class FeedOpinionPaperInput(PaperInput):
    opinion: OpinionPaperInput = strawberry.field(description="意見書のすべて。同じ申請の前のものと置き換わる")


@strawberry.type
class Mutation:
    @strawberry.mutation(description=f"認定調査票{ROADS}")
    async def feed_survey(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedSurveyInput, Given]
    ) -> CareFeedResult | None:
        return await _fed(info, FEED_SURVEY, feed_survey, input, Sent(*survey_given(input.survey), input.upload))

    @strawberry.mutation(
        description=f"紙で届いた主治医意見書{ROADS}。医療機関がこのサービスで送信した意見書とは置き換わらない"
    )
    async def feed_opinion_paper(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedOpinionPaperInput, Given]
    ) -> CareFeedResult | None:
        sent = Sent(*opinion_given(input.opinion), input.upload)
        return await _fed(info, FEED_OPINION_PAPER, feed_opinion_paper, input, sent)


async def _fed(info: Info, act: Act, verb: Any, given: PaperInput, sent: Sent) -> CareFeedResult | None:
    applied = {"applied_on": given.applied_on, "application_kind": given.application_kind}
    asked: dict[str, Any] = {"insured_number": given.insured_number, "applied": applied}
    done = partial(verb, **asked, sent=sent)
    return await acted(info, act, given.idempotency_key, {**asked, **vars(sent)}, done, care_fed)
