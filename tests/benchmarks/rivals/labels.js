// The Japanese terms of the list's columns.
export const METHODS = {
  CARD: "マイナンバーカード",
  PRINTED_FIELDS: "券面情報",
};
export const APPLICATIONS = {
  NEW: "新規申請",
  RENEWAL: "更新申請",
  CHANGE: "区分変更申請",
  EX_OFFICIO: "職権",
  TRANSFER_IN: "転入申請",
  ELIGIBILITY_LOSS: "資格喪失(死亡)",
};
export const STATUSES = {
  ACCEPTED: "申請受理",
  SURVEYING: "調査中",
  AWAITING_BOARD: "審査会待ち",
  JUDGED: "判定済",
  CERTIFIED: "認定済",
  REJECTED: "却下",
  WITHDRAWN: "取下",
  POSTPONED: "延期",
  NOT_CERTIFIED: "認定なし",
};
export const CONSENTS = {
  GIVEN: "同意あり",
  NOT_GIVEN: "同意なし",
  UNCONFIRMED: "未確認",
  WITHDRAWN: "取消",
};
