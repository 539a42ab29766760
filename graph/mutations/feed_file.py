"""Files that other systems feed (連携ファイル; S83, S84): handed over here, read aside."""

from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.refused import Refused
from models.codes.certificates import CertificateKind
from models.codes.feed_job import FeedKeep
from resolvers.feed_jobs import FEED_CERTIFICATE_FILE, FEED_LIFE_FILE, feed_file
from resolvers.performing import Act, Outcome
from resolvers.sheets import MOST_ROWS

UPLOAD = f"POST /uploads が返したCSVファイルの handle。見出し一行と{MOST_ROWS:,}行まで、UTF-8またはMS932"
KEEP = "誤りのある行があるときに、ほかの行を取り込むか"


@strawberry.input(description="LIFE情報のファイルの連携")
class FeedLifeFileInput:
    idempotency_key: str = strawberry.field(description=KEY)
    upload: str = strawberry.field(description=UPLOAD)
    keep: published(FeedKeep) = strawberry.field(default=FeedKeep.GOOD_ROWS, description=KEEP)  # type: ignore[valid-type]


@strawberry.input(description="証のファイルの連携")
class FeedCertificateFileInput:
    idempotency_key: str = strawberry.field(description=KEY)
    upload: str = strawberry.field(description=UPLOAD)
    kind: published(CertificateKind) = strawberry.field(description="証の種類")  # type: ignore[valid-type]
    keep: published(FeedKeep) = strawberry.field(description=KEEP)  # type: ignore[valid-type]


@strawberry.type(description="連携ファイルを受け取った。取り込みの状況は feedJob で確かめる")
class FeedTaken:
    id: strawberry.ID = strawberry.field(description="取り込みのID")


FeedFileResult = Annotated[FeedTaken | Refused, strawberry.union("FeedFileResult", description="ファイルの連携の結果")]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="LIFEの記録をCSVファイルで連携する。LIFE（科学的介護情報システム）だけができる。項目の名前は feedLife と同じで、"
        "尺度の項目はその前に尺度の名前が付く（例: barthelIndex.feeding）"
    )
    async def feed_life_file(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedLifeFileInput, Given]
    ) -> FeedFileResult | None:
        return await _taken(info, FEED_LIFE_FILE, input, None)

    @strawberry.mutation(
        description="一種類の証をCSVファイルで連携する。市町村システムだけができる。項目は insuredNumber と、"
        "feedCertificate のその証の項目"
    )
    async def feed_certificate_file(
        root: strawberry.Parent[Any], info: Info, input: Annotated[FeedCertificateFileInput, Given]
    ) -> FeedFileResult | None:
        return await _taken(info, FEED_CERTIFICATE_FILE, input, input.kind)


async def _taken(info: Info, act: Act, input: Any, certificate: CertificateKind | None) -> FeedTaken | Refused:
    asked = {"handle": input.upload, "certificate": certificate, "keep": input.keep}
    answer = await acted(info, act, input.idempotency_key, asked, partial(feed_file, **asked), _shown)
    info.context.house.fed.set()
    return answer


def _shown(outcome: Outcome) -> FeedTaken:
    return FeedTaken(id=strawberry.ID(outcome["id"]))
