"""Doctors' opinions as the municipality's system receives them (S83); loaders/received_opinion.py's objects."""

import datetime

import strawberry

from graph.enums import published
from graph.opinion_version import OpinionVersion
from models.codes.beneficiary import Sex


@strawberry.type(description="意見書の本人。依頼または依頼書に書かれているとおり")
class ReceivedOpinionPerson:
    insurer_number: str = strawberry.field(description="介護保険者番号")
    insured_number: str = strawberry.field(description="被保険者番号")
    name: str = strawberry.field(description="氏名")
    kana: str = strawberry.field(description="氏名カナ")
    birth_date: datetime.date = strawberry.field(description="生年月日")
    sex: published(Sex) = strawberry.field(description="性別")  # type: ignore[valid-type]


@strawberry.type(description="意見書の作成依頼")
class ReceivedOpinionRequest:
    id: strawberry.ID = strawberry.field(description="依頼のID（requestOpinion が返したもの）")
    electronic: bool = strawberry.field(description="市町村システムからの依頼か。false は依頼書による")
    requested_on: datetime.date = strawberry.field(description="作成依頼日")
    due_on: datetime.date = strawberry.field(description="提出期限")


@strawberry.type(description="意見書を作成した医療機関")
class ReceivedOpinionClinic:
    number: str = strawberry.field(description="医療機関の番号")
    name: str = strawberry.field(description="名称（いまのもの。送信したときのものは content にある）")


@strawberry.type(description="市町村に届いた主治医意見書の一つの版")
class ReceivedOpinion(OpinionVersion):
    person: ReceivedOpinionPerson = strawberry.field(description="本人")
    request: ReceivedOpinionRequest = strawberry.field(description="作成依頼")
    clinic: ReceivedOpinionClinic = strawberry.field(description="医療機関")
    identified_number: str | None = strawberry.field(
        description="市町村が誰のものとしたか（被保険者番号）。依頼書による意見書は、確認するまで null"
    )
    confirmed_by: str | None = strawberry.field(description="確認したシステム")
