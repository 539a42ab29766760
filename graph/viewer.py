"""Who is signed in, and what the menu offers them (guide p.7-10; S14)."""

from collections.abc import Mapping
from typing import Any

import strawberry

from graph.enums import published
from loaders.reading import Reading
from loaders.source import Plain
from models.codes.office import AccountKind, Capability, Occupation
from models.codes.service import ServiceType
from permissions.information import Action, Information


@strawberry.type(description="サインインしている利用者の所属する事業所")
class ViewerOffice:
    number: str = strawberry.field(description="介護事業所番号")
    name: str = strawberry.field(description="事業所名")
    capabilities: list[published(Capability)] = strawberry.field(description="事業所の機能")  # type: ignore[valid-type]


@strawberry.type(description="サービスにおける職種")
class Post:
    service: published(ServiceType) = strawberry.field(description="サービス種類")  # type: ignore[valid-type]
    service_label: str = strawberry.field(description="サービス種類・表示名")
    occupation: published(Occupation) = strawberry.field(description="職種区分")  # type: ignore[valid-type]
    occupation_label: str = strawberry.field(description="職種区分・表示名")


@strawberry.type(description="管理メニュー: 使える機能だけが並ぶ")
class Menu:
    readable: list[published(Information)] = strawberry.field(description="閲覧できる情報")  # type: ignore[valid-type]
    actions: list[published(Action)] = strawberry.field(description="行える操作")  # type: ignore[valid-type]
    page_limit: int = strawberry.field(description="一覧の一ページの上限（人）")


@strawberry.type(description="サインインしている利用者（職員または連携システム）")
class Viewer:
    name: str = strawberry.field(description="氏名")
    user_id: str = strawberry.field(description="ユーザID")
    kind: published(AccountKind) = strawberry.field(description="アカウント種別")  # type: ignore[valid-type]
    kind_label: str = strawberry.field(description="アカウント種別・表示名")
    office: ViewerOffice | None = strawberry.field(description="事業所")
    posts: list[Post] = strawberry.field(description="サービスと職種")
    menu: Menu = strawberry.field(description="管理メニュー")


def viewer_shown(reading: Reading) -> Viewer:
    """The viewer behind a request, as the schema shows it."""
    viewer, grants = reading.viewer, reading.grants
    office = None
    if viewer.office_number is not None and viewer.office_name is not None:
        office = ViewerOffice(
            number=viewer.office_number, name=viewer.office_name, capabilities=_sorted(viewer.capabilities, Capability)
        )
    posts = sorted(viewer.posts, key=lambda post: (post[0].code, post[1].name))
    return Viewer(
        name=viewer.name,
        user_id=viewer.user_id,
        kind=viewer.kind,
        kind_label=viewer.kind.label,
        office=office,
        posts=[
            Post(service=service, service_label=service.label, occupation=work, occupation_label=work.label)
            for service, work in posts
        ],
        menu=Menu(
            readable=_sorted(grants.read, Information),
            actions=_sorted(grants.write, Action),
            page_limit=viewer.page_limit,
        ),
    )


def _sorted(members: Any, order: Any) -> list[Any]:
    return [member for member in order if member in members]


async def _told(reading: Reading, _: Mapping[str, Any]) -> Viewer:
    return viewer_shown(reading)


VIEWER = Plain(_told)
