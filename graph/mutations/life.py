"""What LIFE brings (科学的介護情報システム; S37-S41, S84). The scales are given as the LIFE tab shows them."""

import datetime
from functools import partial
from typing import Annotated, Any, cast

import strawberry

from graph import life
from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.refused import Refused
from graph.scalars import YearMonth
from loaders.source import Column, Derived
from models.codes.care import DementiaAutonomy, DisabilityAutonomy
from permissions.life import SCALES, FedRecord
from resolvers.life import FEED_LIFE, MOST_RECORDS, feed_life
from resolvers.performing import Outcome


def scale_input(shown: Any, scale: str, description: str) -> Any:
    """The input of a scale: the fields of what the tab shows; the service knows points itself, so they may be left out."""
    fields = {field.python_name: field for field in shown.__strawberry_definition__.fields}
    members: dict[str, Any] = {"__annotations__": {}}
    for name in SCALES[scale].columns:
        source, words = fields[name].metadata["source"], fields[name].description
        if isinstance(source, Column):
            members["__annotations__"][name] = published(SCALES[scale].items[name])
            members[name] = strawberry.field(description=words)
        elif isinstance(source, Derived):
            members["__annotations__"][name] = int | None
            words = f"{words}。送れば、段階と合うかを確かめる"
            members[name] = strawberry.field(description=words, default=None)
    return strawberry.input(type(f"{shown.__name__}Input", (), members), description=description)


BarthelRecordInput = scale_input(life.BarthelRecord, "barthel_index", "ADL (Barthel Index)・一か月分")
CognitionRecordInput = scale_input(life.CognitionRecord, "cognition", "生活・認知機能尺度・一か月分")


@strawberry.input(description="LIFEの記録: 一人の一か月分。尺度を一つ以上")
class LifeRecordInput:
    insurer_number: str = strawberry.field(description="介護保険者番号")
    insured_number: str = strawberry.field(description="介護保険被保険者番号")
    month: YearMonth = strawberry.field(description="年月。月は飛んでいてもよい")
    registered_on: datetime.date = strawberry.field(description="登録日")
    disability_autonomy: published(DisabilityAutonomy) | None = strawberry.field(  # type: ignore[valid-type]
        default=None, description="障害高齢者の日常生活自立度"
    )
    dementia_autonomy: published(DementiaAutonomy) | None = strawberry.field(  # type: ignore[valid-type]
        default=None, description="認知症高齢者の日常生活自立度"
    )
    barthel_index: BarthelRecordInput | None = strawberry.field(  # type: ignore[valid-type]
        default=None, description="ADL (Barthel Index)・一か月分"
    )
    cognition: CognitionRecordInput | None = strawberry.field(  # type: ignore[valid-type]
        default=None, description="生活・認知機能尺度"
    )


@strawberry.input(description="LIFE情報の連携")
class FeedLifeInput:
    idempotency_key: str = strawberry.field(description=KEY)
    records: list[LifeRecordInput] = strawberry.field(description=f"記録（1件から{MOST_RECORDS}件）")


@strawberry.type(description="LIFE情報の連携の結果")
class LifeFed:
    kept: int = strawberry.field(description="新しい、または前と違う内容だった記録の数")
    unchanged: int = strawberry.field(description="すでに同じ内容だった記録の数")


FeedLifeResult = Annotated[LifeFed | Refused, strawberry.union("FeedLifeResult", description="LIFE情報の連携の結果")]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="LIFEの記録を連携する。LIFE（科学的介護情報システム）だけができる。同じ人の同じ月の尺度は置き換わり、"
        "一件でも誤りがあれば何も取り込まない（手引き25頁③）"
    )
    async def feed_life(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedLifeInput, Given]
    ) -> FeedLifeResult | None:
        records = [_fed(record) for record in input.records]
        asked = {"records": [record.__dict__ for record in records]}
        verb = partial(feed_life, records=records)
        return await acted(info, FEED_LIFE, input.idempotency_key, asked, verb, _shown)


def _fed(record: LifeRecordInput) -> FedRecord:
    scales: dict[str, Any] = {}
    for name in SCALES:
        told = getattr(record, name)
        if told is not None:
            scales[name] = told.__dict__ if SCALES[name].points else {"level": told}
    return FedRecord(
        record.insurer_number, record.insured_number, cast(int, record.month), record.registered_on, scales
    )


def _shown(outcome: Outcome) -> LifeFed:
    return LifeFed(kept=outcome["kept"], unchanged=outcome["unchanged"])
