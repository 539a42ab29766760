"""The questions: who am I, the list, one person, anything by id, what has changed; and those of `queries/`."""

from typing import Annotated, Any

import strawberry

from graph.beneficiary import Beneficiary, Node
from graph.change import ChangePage
from graph.enums import published
from graph.field import Guard, Info
from graph.page_info import PageInfo
from graph.queries import consent, invoice, municipal, office, operation_check, opinion
from graph.rate_limit import RateLimit
from graph.viewer import VIEWER, Viewer, viewer_shown
from loaders import people
from loaders.allowance import RATE_LIMIT
from loaders.changes import changes_after
from loaders.page import PageRequest, Sort, many_ids, page_request
from loaders.people import Page
from loaders.source import Column, Group, Root
from models import rows
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
class Query(office.Query, consent.Query, operation_check.Query, municipal.Query, opinion.Query, invoice.Query):
    @strawberry.field(description="サインインしている利用者と管理メニュー（手引き9頁）", metadata={"source": VIEWER})
    def viewer(root: strawberry.Parent[Any], info: Info) -> Viewer:
        return viewer_shown(info.context)

    @strawberry.field(description="1分間に依頼できる回数と量の残り", metadata={"source": RATE_LIMIT})
    async def rate_limit(root: strawberry.Parent[Any], info: Info) -> RateLimit:
        return await RATE_LIMIT.load(info.context, {})  # type: ignore[no-any-return]

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
        description="ある時点（since）の後に起きた変更。一覧の利用者の分が、届ける時点の権限で、抜けなく少なくとも一度は届く。"
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
                description="古いほうから何件（1-100。省略すると100）。"
                "期限の切れた利用者と、日が替わって変わったことは一度に届くので、超えることがある"
            ),
        ] = None,
    ) -> ChangePage | None:
        return await changes_after(info.context, {"since": since, "first": first})  # type: ignore[return-value]


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
