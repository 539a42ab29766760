"""What a person's access history (閲覧履歴) tells apart."""

from models.codes import Coded


class AccessKind(Coded):
    """閲覧履歴の種別."""

    READ = "", "閲覧"
    REFUSED = "", "表示されなかった閲覧"
    ACTION = "", "手続き"
