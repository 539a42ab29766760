"""An opinion that was sent, among the person's papers (S36): the certification tab shows it.

The tab shows the newest version alone, in the place of the one before: a doctor who takes back the leave to use an
opinion for care plans (同意しない) takes back all of it. Every version stays with clinic and municipality.
"""

import datetime
from typing import Any

from sqlalchemy import delete, select

from models.codes.change import ChangeKind
from models.opinion_form import ITEMS, unpacked
from models.row import JST, col
from models.rows import Beneficiary, Opinion, OpinionBodyFinding, OpinionDiagnosis, OpinionTarget, OpinionVersion
from resolvers.changes import tell
from resolvers.performing import Deed


async def file_in(deed: Deed, target: OpinionTarget, version: OpinionVersion) -> None:
    """Show a version among the person's papers, where it is known whose it is; received when its first version was."""
    if target.beneficiary_key is None or target.progress_key is None:
        return
    content = unpacked(version.content)
    items: dict[str, Any] = {name: content[name] for name in ITEMS}
    own: dict[str, Any] = {"beneficiary_key": target.beneficiary_key, "progress_key": target.progress_key}
    if target.opinion_key is None:
        paper = Opinion(**own, office_key=target.office_key, received_on=arrived_on(version), has_data=True, **items)
        deed.session.add(paper)
    else:
        paper = await deed.session.get_one(Opinion, target.opinion_key)
        paper.sqlmodel_update(items)
        for kind in (OpinionDiagnosis, OpinionBodyFinding):
            await deed.session.execute(delete(kind).where(col(kind.opinion_key) == paper.key))
    await deed.session.flush()
    target.opinion_key = paper.key
    for place, row in enumerate(content["diagnoses"], start=1):
        deed.session.add(OpinionDiagnosis(opinion_key=paper.key, position=place, **row))
    deed.session.add_all(OpinionBodyFinding(opinion_key=paper.key, **row) for row in content["findings"])
    tell(deed, target.beneficiary_key, ChangeKind.OPINION_ARRIVED)


async def subjects(deed: Deed, target: OpinionTarget) -> list[str]:
    """Whose opinion it is, where that is known, and the target: for the record."""
    person = select(col(Beneficiary.id)).where(col(Beneficiary.key) == target.beneficiary_key)
    return [*(await deed.session.scalars(person)), target.id]


async def newest_version(deed: Deed, target: OpinionTarget) -> OpinionVersion | None:
    """The version that counts."""
    sent = select(OpinionVersion).where(col(OpinionVersion.target_key) == target.key)
    return (await deed.session.scalars(sent.order_by(col(OpinionVersion.version).desc()).limit(1))).one_or_none()


def arrived_on(version: OpinionVersion) -> datetime.date:
    """The day it was sent, and came."""
    return version.sent_at.astimezone(JST).date()
