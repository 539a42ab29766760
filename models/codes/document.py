"""What is done with a document (書類)."""

from models.codes import Coded


class DocumentMode(Coded):
    """書類の開き方: to be shown, or to be kept by whoever asks."""

    VIEW = "", "参照"
    DOWNLOAD = "", "ダウンロード"
