"""Value sets of the invoice for an opinion (主治医意見書作成料請求書; domain.md section 6.2)."""

from models.codes import Coded


class InvoiceStatus(Coded):
    """請求書の状況. The official words are not published."""

    DRAFT = "", "下書き"
    SENT = "", "送信済"
    ACCEPTED = "", "受理"
    RETURNED = "", "差戻し"
    WITHDRAWN = "", "取下げ"


class ExaminationKind(Coded):
    """診察・検査費用: all that may be claimed for a person without a doctor of their own."""

    FIRST_VISIT = "", "初診料"
    CHEST_RADIOGRAPH = "", "胸部単純X線撮影"
    BLOOD_COUNT = "", "血液一般検査"
    BLOOD_CHEMISTRY = "", "血液化学検査"
    URINALYSIS = "", "尿中一般物質定性半定量検査"
