"""Where a page stands in its list."""

import strawberry


@strawberry.type(description="一覧のページの前後")
class PageInfo:
    has_next_page: bool = strawberry.field(description="後に続きがあるか")
    has_previous_page: bool = strawberry.field(description="前に続きがあるか")
    start_cursor: str | None = strawberry.field(description="最初のカーソル")
    end_cursor: str | None = strawberry.field(description="最後のカーソル")
