"""The questions: who am I, the list, one person, anything by id, and what partner systems may run."""

import datetime
from typing import Annotated, Any

import strawberry

from graph.access_history import AccessHistory
from graph.account import Account, CardApp
from graph.beneficiary import Beneficiary, Node
from graph.change import ChangePage
from graph.consent import ConsentText, ReceiptVerification
from graph.enums import published
from graph.fed import FedEntry
from graph.feed_job import FeedJob
from graph.field import Guard, Info
from graph.office_reading import OfficeReading
from graph.operation_check import CHECK, OperationOutlook
from graph.opinion_target import OpinionTargetConnection
from graph.page_info import PageInfo
from graph.partner import PartnerOperation
from graph.queries import invoice
from graph.readiness import Municipality
from graph.received_filing import ReceivedFiling
from graph.received_opinion import ReceivedOpinionConnection
from graph.viewer import VIEWER, Viewer, viewer_shown
from loaders import people
from loaders.access_history import HISTORY as ACCESS_HISTORY
from loaders.accounts import ACCOUNTS, CARD_APPS
from loaders.changes import changes_after
from loaders.consent_receipt import TEXT, VERIFY
from loaders.fed import HISTORY
from loaders.feed_job import JOB
from loaders.office_reading import READINGS
from loaders.opinion_target import TARGETS
from loaders.page import PageRequest, Sort, many_ids, page_request
from loaders.partner import LISTED
from loaders.people import Page
from loaders.readiness import MUNICIPALITIES
from loaders.received_filing import RECEIVED
from loaders.received_opinion import RECEIVED as RECEIVED_OPINIONS
from loaders.source import Column, Group, Root
from models import rows
from models.codes.fed import FedKind
from models.codes.filing import FilingStatus
from models.codes.office import AccountKind, Occupation
from models.codes.opinion import OpinionTargetStatus
from models.codes.service import ServiceType
from permissions.information import Information


@strawberry.type(description="一覧の一行")
class BeneficiaryEdge:
    cursor: str = strawberry.field(description="カーソル", metadata={"source": Column(rows.Beneficiary.id)})
    node: Beneficiary = strawberry.field(description="利用者", metadata={"source": Group()})


@strawberry.type(description="利用者一覧（閲覧有効期限内の利用者だけが並ぶ）")
class BeneficiaryConnection:
    edges: list[BeneficiaryEdge] = strawberry.field(description="行")
    page_info: PageInfo = strawberry.field(description="ページの前後")
    request: strawberry.Private[PageRequest]

    @strawberry.field(description="絞り込み後の人数")
    async def total_count(root: strawberry.Parent[Any], info: Info) -> int:
        return await people.count(info.context, root.request)


@strawberry.type(description="照会")
class Query(invoice.Query):
    @strawberry.field(description="サインインしている利用者と管理メニュー（手引き9頁）", metadata={"source": VIEWER})
    def viewer(root: strawberry.Parent[Any], info: Info) -> Viewer:
        return viewer_shown(info.context)

    @strawberry.field(
        description="利用者一覧（手引き14頁）。本人確認を自事業所で行い、閲覧有効期限内の利用者",
        metadata={"source": Root.PAGE, "information": Information.LIST},
        extensions=[Guard(Information.LIST)],
    )
    async def beneficiaries(
        root: strawberry.Parent[Any],
        info: Info,
        first: Annotated[int | None, strawberry.argument(description="前から何人（1-100。省略すると50）")] = None,
        after: Annotated[str | None, strawberry.argument(description="このカーソルより後")] = None,
        last: Annotated[int | None, strawberry.argument(description="後ろから何人（1-100）")] = None,
        before: Annotated[str | None, strawberry.argument(description="このカーソルより前")] = None,
        search: Annotated[
            str | None, strawberry.argument(description="被保険者番号の前方一致、または氏名・氏名カナの一部")
        ] = None,
        initial: Annotated[
            str | None, strawberry.argument(description="氏名カナの頭文字（かな一文字、濁点は無視）")
        ] = None,
        initial_row: Annotated[
            str | None, strawberry.argument(description="氏名カナの行（アカサタナハマヤラワ）")
        ] = None,
        expiring_within: Annotated[
            int | None, strawberry.argument(description="閲覧有効期限が何日以内に来るか（0-3660）")
        ] = None,
        sort: Annotated[published(Sort), strawberry.argument(description="並び順")] = Sort.KANA,  # type: ignore[valid-type]
    ) -> BeneficiaryConnection | None:
        asked = {
            "first": first,
            "after": after,
            "last": last,
            "before": before,
            "search": search,
            "initial": initial,
            "initialRow": initial_row,
            "expiringWithin": expiring_within,
            "sort": sort,
        }
        return _connection(await people.page(info.context, page_request(asked, info.context.viewer.page_limit)))

    @strawberry.field(
        description="一人の利用者。一覧にいない人は null",
        metadata={"source": Root.ONE, "information": Information.LIST},
        extensions=[Guard(Information.LIST)],
    )
    async def beneficiary(
        root: strawberry.Parent[Any],
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="利用者のID")],
    ) -> Beneficiary | None:
        return (await people.find(info.context, [id]))[0]  # type: ignore[return-value]

    @strawberry.field(
        description="管理できるアカウント。ユーザIDの順に100件まで（手引き7頁）", metadata={"source": ACCOUNTS}
    )
    async def accounts(
        root: strawberry.Parent[Any],
        info: Info,
        after: Annotated[str | None, strawberry.argument(description="このユーザIDより後")] = None,
    ) -> list[Account]:
        return await ACCOUNTS.load(info.context, {"after": after})  # type: ignore[no-any-return]

    @strawberry.field(
        description="自分の事業所に発行されたマイナ資格確認アプリアカウント（手引き7頁）",
        metadata={"source": CARD_APPS},
    )
    async def card_apps(root: strawberry.Parent[Any], info: Info) -> list[CardApp]:
        return await CARD_APPS.load(info.context, {})  # type: ignore[no-any-return]

    @strawberry.field(
        description="自分の事業所が行った本人確認と、失効した登録。新しい順に100件ずつ（同じ秒のものは分けない。手引き17-19頁）",
        metadata={"source": READINGS},
    )
    async def readings(
        root: strawberry.Parent[Any],
        info: Info,
        before: Annotated[datetime.datetime | None, strawberry.argument(description="この日時より前")] = None,
    ) -> list[OfficeReading]:
        return await READINGS.load(info.context, {"before": before})  # type: ignore[no-any-return]

    @strawberry.field(description="本人に示す、今の同意の文言（手引き20頁）", metadata={"source": TEXT})
    async def consent_text(root: strawberry.Parent[Any], info: Info) -> ConsentText:
        return await TEXT.load(info.context, {})  # type: ignore[no-any-return]

    @strawberry.field(
        description="同意の控えがこのサービスのもので、変えられていないかを確かめる。サインインしていれば誰でもできる",
        metadata={"source": VERIFY},
    )
    async def verify_receipt(
        root: strawberry.Parent[Any],
        info: Info,
        receipt: Annotated[str, strawberry.argument(description="控え（JSON）。受け取ったままの文字列")],
    ) -> ReceiptVerification:
        return await VERIFY.load(info.context, {"receipt": receipt})  # type: ignore[no-any-return]

    @strawberry.field(description="ID で取得する。見つからなければ null", metadata={"source": Root.ONE})
    async def node(
        root: strawberry.Parent[Any],
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="取得するもののID")],
    ) -> Node | None:
        return (await people.find(info.context, [id]))[0]  # type: ignore[return-value]

    @strawberry.field(
        description="ID で取得する（一覧のページの上限まで）。順は指定のとおり、見つからないものは null",
        metadata={"source": Root.MANY},
    )
    async def nodes(
        root: strawberry.Parent[Any],
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="取得するもののID")],
    ) -> list[Node | None]:
        return await people.find(info.context, many_ids(ids, info.context.viewer.page_limit))  # type: ignore[return-value]

    @strawberry.field(
        description="操作（文書）を実行せずに、項目ごとに閲覧・操作できるかを確かめる。何も指定しなければ自分について、"
        "アカウント種別、またはサービスと職種を指定すればその人について",
        metadata={"source": CHECK},
    )
    async def check_operation(
        root: strawberry.Parent[Any],
        info: Info,
        document: Annotated[str, strawberry.argument(description="文書（GraphQL。20,000文字まで）")],
        operation_name: Annotated[str | None, strawberry.argument(description="文書の中の操作の名前")] = None,
        kind: Annotated[published(AccountKind) | None, strawberry.argument(description="アカウント種別")] = None,  # type: ignore[valid-type]
        service: Annotated[published(ServiceType) | None, strawberry.argument(description="サービス種類")] = None,  # type: ignore[valid-type]
        occupation: Annotated[published(Occupation) | None, strawberry.argument(description="職種")] = None,  # type: ignore[valid-type]
    ) -> OperationOutlook | None:
        asked = {
            "document": document,
            "operationName": operation_name,
            "kind": kind,
            "service": service,
            "occupation": occupation,
        }
        return await CHECK.load(info.context, asked)  # type: ignore[no-any-return]

    @strawberry.field(
        description="連携システムの操作（新しい順）。管理者ユーザには自分の事業所の、連携システムには自分のものが並ぶ",
        metadata={"source": LISTED},
    )
    async def partner_operations(root: strawberry.Parent[Any], info: Info) -> list[PartnerOperation] | None:
        return await LISTED.load(info.context, {})  # type: ignore[no-any-return]

    @strawberry.field(
        description="since の後に起きた変更。一覧の利用者の分が、届ける時点の権限で、抜けなく少なくとも一度は届く。"
        "since を省略すると、いまを指すカーソルだけが届く",
        metadata={"source": Root.CHANGES, "information": Information.LIST},
        extensions=[Guard(Information.LIST)],
    )
    async def changes(
        root: strawberry.Parent[Any],
        info: Info,
        since: Annotated[str | None, strawberry.argument(description="前に受け取ったカーソル")] = None,
        first: Annotated[
            int | None,
            strawberry.argument(
                description="古いほうから何件（1-100。省略すると100）。期限の切れた利用者は一度に届くので、超えることがある"
            ),
        ] = None,
    ) -> ChangePage | None:
        return await changes_after(info.context, {"since": since, "first": first})  # type: ignore[return-value]

    @strawberry.field(
        description="届出（代行提出）。市町村システムには自分の被保険者の、事業所には自分が提出したものが、古い順に並ぶ",
        metadata={"source": RECEIVED},
    )
    async def filings(
        root: strawberry.Parent[Any],
        info: Info,
        status: Annotated[
            published(FilingStatus) | None,  # type: ignore[valid-type]
            strawberry.argument(description="この提出状況のものだけ"),
        ] = None,
        first: Annotated[int | None, strawberry.argument(description="前から何件（1-100。省略すると100）")] = None,
        after: Annotated[str | None, strawberry.argument(description="このIDの届出より後")] = None,
    ) -> list[ReceivedFiling] | None:
        asked = {"status": status, "first": first, "after": after}
        return await RECEIVED.load(info.context, asked)  # type: ignore[no-any-return]

    @strawberry.field(
        description="連携したファイルの取り込みの状況。ファイルを送ったアカウントだけが見られる。なければ null",
        metadata={"source": JOB},
    )
    async def feed_job(
        root: strawberry.Parent[Any],
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="feedLifeFile、feedCertificateFile が返したID")],
    ) -> FeedJob | None:
        return await JOB.load(info.context, {"id": id})  # type: ignore[no-any-return]

    @strawberry.field(
        description="市町村システムが自分の被保険者について連携したものと、訂正・取消の前の内容。連携した順",
        metadata={"source": HISTORY},
    )
    async def feed_history(
        root: strawberry.Parent[Any],
        info: Info,
        insured_number: Annotated[str, strawberry.argument(description="介護保険被保険者番号")],
        kind: Annotated[
            published(FedKind) | None,  # type: ignore[valid-type]
            strawberry.argument(description="この種類のものだけ"),
        ] = None,
        first: Annotated[int | None, strawberry.argument(description="前から何件（1-100。省略すると100）")] = None,
        after: Annotated[str | None, strawberry.argument(description="このIDのものより後")] = None,
    ) -> list[FedEntry] | None:
        asked = {"insuredNumber": insured_number, "kind": kind, "first": first, "after": after}
        return await HISTORY.load(info.context, asked)  # type: ignore[no-any-return]

    @strawberry.field(
        description="市町村（保険者）ごとに、どの連携がいつから使えるか、使えない間はどうするか。"
        "介護保険者番号の順に100件まで。サインインしていれば誰でも見られる",
        metadata={"source": MUNICIPALITIES},
    )
    async def municipalities(
        root: strawberry.Parent[Any],
        info: Info,
        insurer_number: Annotated[str | None, strawberry.argument(description="この介護保険者番号のものだけ")] = None,
        after: Annotated[str | None, strawberry.argument(description="この介護保険者番号より後")] = None,
    ) -> list[Municipality]:
        return await MUNICIPALITIES.load(info.context, {"insurerNumber": insurer_number, "after": after})  # type: ignore[no-any-return]

    @strawberry.field(
        description="自分の医療機関の主治医意見書作成対象者。市町村から届き、まだ登録していない依頼を含む。提出期限の近い順",
        metadata={"source": TARGETS},
    )
    async def opinion_targets(
        root: strawberry.Parent[Any],
        info: Info,
        status: Annotated[
            published(OpinionTargetStatus) | None,  # type: ignore[valid-type]
            strawberry.argument(description="この状況のものだけ"),
        ] = None,
        first: Annotated[int | None, strawberry.argument(description="前から何件（1-100。省略すると100）")] = None,
        after: Annotated[str | None, strawberry.argument(description="このカーソルより後")] = None,
    ) -> OpinionTargetConnection | None:
        asked = {"status": status, "first": first, "after": after}
        return await TARGETS.load(info.context, asked)  # type: ignore[no-any-return]

    @strawberry.field(
        description="市町村システムに届いた、自分の被保険者の主治医意見書。届いた順、すべての版",
        metadata={"source": RECEIVED_OPINIONS},
    )
    async def opinions_received(
        root: strawberry.Parent[Any],
        info: Info,
        confirmed: Annotated[
            bool | None, strawberry.argument(description="true は確認したものだけ、false はまだのものだけ")
        ] = None,
        first: Annotated[int | None, strawberry.argument(description="前から何件（1-100。省略すると100）")] = None,
        after: Annotated[str | None, strawberry.argument(description="このカーソルより後")] = None,
    ) -> ReceivedOpinionConnection | None:
        asked = {"confirmed": confirmed, "first": first, "after": after}
        return await RECEIVED_OPINIONS.load(info.context, asked)  # type: ignore[no-any-return]

    @strawberry.field(
        description="本人のための閲覧履歴: いつ、どの事業所のどの職種が、何を、どの根拠で見たか。新しい順。"
        "市町村システムが自分の被保険者について、介護情報基盤ポータルがサインインした本人について照会する。"
        "照会したことも記録され、次の履歴に載る",
        metadata={"source": ACCESS_HISTORY},
    )
    async def access_history(
        root: strawberry.Parent[Any],
        info: Info,
        insured_number: Annotated[str, strawberry.argument(description="被保険者番号")],
        insurer_number: Annotated[
            str | None, strawberry.argument(description="保険者番号。市町村システムは省略できる")
        ] = None,
        first: Annotated[
            int | None,
            strawberry.argument(description="前から何件（1-100。省略すると100）。同じ秒のものは分けない"),
        ] = None,
        after: Annotated[
            datetime.datetime | None, strawberry.argument(description="前のページの older。この日時より古いもの")
        ] = None,
    ) -> AccessHistory | None:
        asked = {
            "insuredNumber": insured_number,
            "insurerNumber": insurer_number,
            "first": first,
            "after": after,
        }
        return await ACCESS_HISTORY.load(info.context, asked)  # type: ignore[no-any-return]


def _connection(page: Page) -> BeneficiaryConnection:
    edges = [BeneficiaryEdge(cursor=person.id, node=person) for person in page.people]  # type: ignore[arg-type]
    behind = page.request.cursor is not None
    return BeneficiaryConnection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=page.more if page.request.forward else behind,
            has_previous_page=behind if page.request.forward else page.more,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        request=page.request,
    )
