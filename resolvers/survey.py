"""Surveys for certification (認定調査票), as municipalities' systems bring them (features.md S36, S83)."""

from models.codes.fed import FedKind
from permissions.fed import Values
from permissions.information import Action, Information
from permissions.survey import survey_faults, survey_said
from resolvers.papers import Form, Sent, feed_paper
from resolvers.performing import Act, Deed, Outcome

FEED_SURVEY = Act.under("feedSurvey", Action.FEED_CARE)
SURVEY = Form(FedKind.SURVEY, Information.CERTIFICATION, survey_said, survey_faults)


async def feed_survey(deed: Deed, insured_number: str, applied: Values, sent: Sent) -> Outcome:
    """Bring the survey of an application that was fed: its data, its PDF, or both. Another is a new version of it.

    The survey's step of the application stays as it is: `feedProgress` tells of that.

    Raises:
        Faulty: all that `feed_paper` and `survey_faults` find.
    """
    return await feed_paper(deed, SURVEY, insured_number, applied, sent, "survey")
