"""How fresh a person's information is (features.md S79)."""

from graph.field import column, derived
from graph.view import view
from loaders import feed_source as source
from models import rows


@view(rows.FeedSource, "保険者から最後に情報が届いた時")
class FeedSource:
    information = column(rows.FeedSource.information, "情報", beyond=True)
    as_of = column(rows.FeedSource.as_of, "最後に届いた日時", beyond=True)
    stale = derived(
        source.IS_STALE, "取り決めた間隔より遅れているか。遅れていても、届いている情報は表示する", beyond=True
    )
