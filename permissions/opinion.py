"""Everything that can be wrong with a doctor's opinion (主治医意見書; domain.md section 6.1, B15), whoever sends it.

The form does not say which items must be filled in; those here are the ones a board cannot judge without (A08). A path
leads to the item in the input of `saveOpinion` and `sendOpinion`: `("input", "content", "lastExaminedOn")`.
"""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.codes.opinion import BodyFindingKind, BodySite, InfectionStatus, ManagementNeed, SymptomStability
from models.opinion_form import ENTERED, TEXTS, Content
from permissions.faults import Fault
from permissions.text import is_text

WHERE = ("input", "content")
LONGEST = 500
LONG = {"course_and_treatment": 2_000, "remarks": 2_000}
"""The most characters of a text, and of those the form gives half a page."""
MOST_DIAGNOSES, MOST_FINDINGS = 3, 30
RANGES = {"height": (500, 2_500, "身長は50.0から250.0（cm）"), "weight": (100, 3_000, "体重は10.0から300.0（kg）")}
"""In tenths."""
FORMATS = {
    "applicant_postal_code": re.compile(r"[0-9]{3}-[0-9]{4}"),
    "applicant_phone": re.compile(r"[0-9][0-9-]{8,18}[0-9]"),
    "institution_fax": re.compile(r"[0-9][0-9-]{8,18}[0-9]"),
}
KEPT_OUT = frozenset({"TEXT_WRONG", "TOO_MANY"})
"""What not even a draft may have: everything else may wait until it is sent."""

REQUIRED: Mapping[str, str] = {
    "written_on": "記入日",
    "shared": "介護サービス計画等への利用の同意",
    "doctor_name": "医師氏名",
    "last_examined_on": "最終診察日",
    "sequence": "意見書作成回数",
    "other_departments": "他科受診の有無",
    "stability": "症状としての安定性",
    "course_and_treatment": "経過及び治療内容",
    "disability_autonomy": "障害高齢者の日常生活自立度",
    "dementia_autonomy": "認知症高齢者の日常生活自立度",
    "short_term_memory": "短期記憶",
    "decision_ability": "日常の意思決定を行うための認知能力",
    "communication_ability": "自分の意思の伝達能力",
    "bpsd": "行動・心理症状の有無",
    "neuropsychiatric_symptoms": "その他の精神・神経症状の有無",
    "outdoor_walking": "屋外歩行",
    "wheelchair": "車いすの使用",
    "eating": "食事行為",
    "nutrition": "現在の栄養状態",
    "prospect": "サービス利用による生活機能の維持・改善の見通し",
    "infection": "感染症の有無",
}


@dataclass(frozen=True)
class Detail:
    """A text that belongs to certain answers of another item: needed with them, out of place without."""

    text: str
    of: str
    answers: tuple[object, ...]
    term: str


DETAILS = (
    Detail("department_other_text", "department_other", (True,), "その他の診療科"),
    Detail("stability_details", "stability", (SymptomStability.UNSTABLE,), "「不安定」の具体的状況"),
    Detail("bpsd_other_text", "bpsd_other", (True,), "その他の行動・心理症状"),
    Detail("neuropsychiatric_symptom_name", "neuropsychiatric_symptoms", (True,), "精神・神経症状の症状名"),
    Detail("specialist_visit_text", "specialist_visit", (True,), "受診した専門医"),
    Detail("risk_other_text", "risk_other", (True,), "その他の発生の可能性の高い状態"),
    Detail("need_other_text", "need_other", tuple(ManagementNeed), "その他の医療系サービス"),
    Detail("infection_text", "infection", (InfectionStatus.PRESENT,), "感染症の内容"),
)


def _named(prefix: str, *but: str) -> tuple[str, ...]:
    return tuple(name for name in ENTERED if name.startswith(prefix) and name not in but and not name.endswith("_text"))


YES_OR_NO = {"other_departments": (_named("department_"), "他科受診"), "bpsd": (_named("bpsd_"), "行動・心理症状")}
"""有 or 無, and what is ticked where it is 有."""
NONE_OR_SOME = {
    "walking_aid_none": (_named("walking_aid_", "walking_aid_none"), "歩行補助具・装具の使用"),
    "need_none": (_named("need_", "need_none"), "医学的管理の必要性"),
    "caution_none": (_named("caution_", "caution_none"), "サービス提供時の留意事項"),
}
"""The tick that there is nothing, and what there may be."""
RISKS = _named("risk_", "risk_measures")
LIMBS = frozenset(site for site in BodySite if site.name.endswith("LIMB"))
PRINTED_SITES = {BodyFindingKind.PARALYSIS: LIMBS, BodyFindingKind.ATAXIA: frozenset(BodySite)}
"""Where the form prints the sites; of the other findings the doctor writes them."""
WITHOUT_TEXT = frozenset({BodyFindingKind.ATAXIA})
WITHOUT_DEGREE = frozenset({BodyFindingKind.LIMB_LOSS, BodyFindingKind.ATAXIA})


def opinion_faults(content: Content, birth_date: datetime.date, today: datetime.date) -> Iterator[Fault]:
    """Everything that is wrong with a content, in the order of these rules."""
    yield from _missing(content)
    yield from _texts(content)
    yield from _details(content)
    yield from _choices(content)
    yield from _days(content, birth_date, today)
    for name, (least, most, words) in RANGES.items():
        if content[name] is not None and not least <= content[name] <= most:
            yield _fault("OUT_OF_RANGE", f"{words}の間で入力してください。", name)
    yield from _diagnoses(content["diagnoses"], birth_date, content["written_on"] or today)
    yield from _findings(content["findings"])


def _missing(content: Content) -> Iterator[Fault]:
    for name, term in REQUIRED.items():
        if content[name] is None:
            yield _fault("ITEM_MISSING", f"{term}を入力してください。", name)
    if content["neuropsychiatric_symptoms"] and content["specialist_visit"] is None:
        yield _fault("ITEM_MISSING", "専門医受診の有無を入力してください。", "specialist_visit")


def _texts(content: Content) -> Iterator[Fault]:
    for name in ENTERED:
        if name in TEXTS and content[name] is not None:
            yield from _text(content[name], (name,), LONG.get(name, LONGEST))
            if name in FORMATS and not FORMATS[name].fullmatch(content[name]):
                yield _fault("FORMAT_WRONG", "番号は半角の数字とハイフンで入力してください。", name)


def _details(content: Content) -> Iterator[Fault]:
    for detail in DETAILS:
        belongs = content[detail.of] in detail.answers
        if belongs and content[detail.text] is None:
            yield _fault("DETAIL_MISSING", f"{detail.term}を入力してください。", detail.text)
        if not belongs and content[detail.text] is not None:
            message = f"{detail.term}は、該当するときだけ入力してください。"
            yield _fault("DETAIL_NOT_ALLOWED", message, detail.text)
    if content["risk_measures"] is not None and not _any(content, RISKS):
        message = "対処方針は、発生の可能性の高い状態があるときだけ入力してください。"
        yield _fault("DETAIL_NOT_ALLOWED", message, "risk_measures")


def _choices(content: Content) -> Iterator[Fault]:
    for name, (items, term) in YES_OR_NO.items():
        if content[name] is True and not _any(content, items):
            yield _fault("CHOICE_MISSING", f"{term}が「有」のときは、該当するものを選んでください。", name)
        if content[name] is False and _any(content, items):
            yield _fault("CHOICE_CONTRADICTS", f"{term}が「無」ですが、該当するものが選ばれています。", name)
    for name, (items, term) in NONE_OR_SOME.items():
        if not content[name] and not _any(content, items):
            yield _fault("CHOICE_MISSING", f"{term}を選ぶか、ないことを示してください。", name)
        if content[name] and _any(content, items):
            yield _fault("CHOICE_CONTRADICTS", f"{term}がないとありますが、ほかのものも選ばれています。", name)
    if content["neuropsychiatric_symptoms"] is False and content["specialist_visit"]:
        message = "精神・神経症状が「無」ですが、専門医受診が「有」です。"
        yield _fault("CHOICE_CONTRADICTS", message, "specialist_visit")


def _days(content: Content, birth_date: datetime.date, today: datetime.date) -> Iterator[Fault]:
    written, examined = content["written_on"], content["last_examined_on"]
    if written is not None and not birth_date <= written <= today:
        yield _fault("DATE_WRONG", "記入日は、生年月日から今日までの日にしてください。", "written_on")
    if examined is not None and not birth_date <= examined <= (written or today):
        message = "最終診察日は、生年月日から記入日までの日にしてください。"
        yield _fault("DATE_WRONG", message, "last_examined_on")


def _diagnoses(rows: Sequence[Content], birth_date: datetime.date, until: datetime.date) -> Iterator[Fault]:
    if not rows:
        yield _fault("DIAGNOSIS_MISSING", "診断名を一つは入力してください。", "diagnoses")
    if len(rows) > MOST_DIAGNOSES:
        yield _fault("TOO_MANY", f"診断名は{MOST_DIAGNOSES}つまでです。", "diagnoses")
    for place, row in enumerate(rows[:MOST_DIAGNOSES]):
        if row["name"] is None:
            yield _fault("ITEM_MISSING", "診断名を入力してください。", "diagnoses", str(place), "name")
        for name in ("name", "onset_text"):
            if row[name] is not None:
                yield from _text(row[name], ("diagnoses", str(place), name), LONGEST)
        if row["onset_on"] is not None and not birth_date <= row["onset_on"] <= until:
            message = "発症年月日は、生年月日から記入日までの日にしてください。"
            yield _fault("DATE_WRONG", message, "diagnoses", str(place), "onset_on")


def _findings(rows: Sequence[Content]) -> Iterator[Fault]:
    if len(rows) > MOST_FINDINGS:
        yield _fault("TOO_MANY", f"身体の状態の所見は{MOST_FINDINGS}件までです。", "findings")
    seen = set()
    for place, row in enumerate(rows[:MOST_FINDINGS]):
        at = ("findings", str(place))
        yield from _site(row, at)
        yield from _degree(row, at)
        same = (row["kind"], row["site"], row["site_text"])
        if same in seen:
            yield _fault("FINDING_TWICE", "同じ所見と部位が、二度あります。", *at)
        seen.add(same)


def _site(row: Content, at: tuple[str, ...]) -> Iterator[Fault]:
    site, text = row["site"], row["site_text"]
    if site is None and text is None:
        yield _fault("SITE_MISSING", f"{row['kind'].label}の部位を入力してください。", *at)
    if site is not None and (text is not None or site not in PRINTED_SITES.get(row["kind"], ())):
        message = "この所見では、様式にある部位か部位の記載の、どちらか一つにしてください。"
        yield _fault("SITE_WRONG", message, *at, "site")
    if text is not None:
        yield from _text(text, (*at, "site_text"), LONGEST)
        if row["kind"] in WITHOUT_TEXT:
            yield _fault("SITE_WRONG", "この所見の部位は、様式にある中から選んでください。", *at, "site_text")


def _degree(row: Content, at: tuple[str, ...]) -> Iterator[Fault]:
    if row["degree"] is None and row["kind"] not in WITHOUT_DEGREE:
        yield _fault("DEGREE_MISSING", f"{row['kind'].label}の程度を入力してください。", *at, "degree")
    if row["degree"] is not None and row["kind"] in WITHOUT_DEGREE:
        yield _fault("DEGREE_NOT_ALLOWED", f"{row['kind'].label}に程度の欄はありません。", *at, "degree")


def _any(content: Content, names: Sequence[str]) -> bool:
    return any(content[name] for name in names)


def _text(text: str, at: tuple[str, ...], longest: int) -> Iterator[Fault]:
    if len(text) > longest or (text.strip() and not is_text(text, longest)):
        yield _fault("TEXT_WRONG", f"{longest}文字までの文字で入力してください。", *at)


def _fault(code: str, message: str, *at: str) -> Fault:
    return Fault(code, message, (*WHERE, *(re.sub(r"_(.)", lambda sign: sign[1].upper(), name) for name in at)))
