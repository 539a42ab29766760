"""Value sets of the files that other systems feed (ours: the guide names the systems alone, p.20; S83, S84)."""

from models.codes import Coded


class FeedKeep(Coded):
    """連携ファイルの取り込み方."""

    GOOD_ROWS = "", "正しい行だけを取り込む"
    ALL_OR_NONE = "", "すべての行が正しいときだけ取り込む"


class FeedState(Coded):
    """連携ファイルの状態. A file that is refused or broken may be sent again."""

    READING = "", "読み取り中"
    KEPT = "", "取り込み済み"
    REFUSED = "", "取り込まなかった"
    BROKEN = "", "読み取れなかった"
