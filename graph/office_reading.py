"""The office's own proofs of identity, without the person (the objects are loaders/office_reading.py's)."""

import datetime

import strawberry

from graph.enums import published
from models.codes.registration import ProofMethod, ProofPurpose, ReadingState


@strawberry.type(
    description="自分の事業所が行った本人確認一件（手引き17-19頁）。利用者の情報は、代行提出に使うIDのほかは含まない"
)
class OfficeReading:
    read_at: datetime.datetime = strawberry.field(description="本人確認の日時")
    by: str | None = strawberry.field(description="本人確認を行ったアカウントの氏名（記録がない場合は null）")
    method: published(ProofMethod) = strawberry.field(description="本人確認の方法")  # type: ignore[valid-type]
    method_label: str = strawberry.field(description="本人確認の方法・表示名")
    purpose: published(ProofPurpose) = strawberry.field(description="本人確認の目的")  # type: ignore[valid-type]
    purpose_label: str = strawberry.field(description="本人確認の目的・表示名")
    reason: str | None = strawberry.field(description="目視で確認した理由と、確認した職員（目視のときだけ）")
    state: published(ReadingState) = strawberry.field(description="いまの状態")  # type: ignore[valid-type]
    state_label: str = strawberry.field(description="いまの状態・表示名")
    filing_for: strawberry.ID | None = strawberry.field(
        description="代行提出のための本人確認が有効な間、その利用者のID（submitFiling の beneficiaryId）"
    )
    until: datetime.datetime = strawberry.field(
        description="いまの状態が終わる日時（この時刻からは効力がない）。終わっている場合は、終わった日時"
    )
