"""Doctors' opinions that came on paper (紙で届いた主治医意見書), as municipalities' systems bring them (S36, S83)."""

from sqlalchemy import select

from models.codes.fed import FedKind
from models.row import col
from models.rows import Opinion, Progress
from permissions.faults import Fault
from permissions.fed import Values
from permissions.information import Action, Information
from permissions.paper_opinion import paper_opinion_faults, paper_opinion_said
from resolvers.feeding import Feeding
from resolvers.papers import APPLICATION, Form, Sent, feed_paper
from resolvers.performing import Act, Deed, Outcome

FEED_OPINION_PAPER = Act.under("feedOpinionPaper", Action.FEED_CARE)
OPINION = Form(FedKind.OPINION, Information.OPINION, paper_opinion_said, paper_opinion_faults)
SENT = Fault(
    "OPINION_SENT",
    "この申請の意見書は、医療機関が送信しています。訂正は医療機関が行います。",
    APPLICATION,
)


async def feed_opinion_paper(deed: Deed, insured_number: str, applied: Values, sent: Sent) -> Outcome:
    """Bring the opinion of an application that was fed: its PDF, what of it was typed in, or both.

    The opinion's step of the application stays as it is: `feedProgress` tells of that. What a clinic sent through the
    service is the clinic's, and no paper takes its place.

    Raises:
        Faulty: all of OPINION_SENT and what `feed_paper` and `paper_opinion_faults` find.
    """
    return await feed_paper(deed, OPINION, insured_number, applied, sent, "opinion", _sent_by_clinic)


async def _sent_by_clinic(feeding: Feeding, progress: Progress) -> list[Fault]:
    """OPINION_SENT, where the application's opinion came from a clinic through the service."""
    through = select(col(Opinion.key)).where(
        col(Opinion.progress_key) == progress.key, col(Opinion.office_key).is_not(None)
    )
    return [SENT] if (await feeding.session.scalars(through.limit(1))).one_or_none() is not None else []
