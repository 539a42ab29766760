"""How names are compared: one spelling for search, one order for the list, one initial for the index (S18-S20).

- Search folds width (NFKC), turns hiragana into katakana and drops spaces: リヨウ, りよう and ﾘﾖｳ are one.
- The list is ordered by kana with voiced, half-voiced and small kana folded (ガ as カ, パ as ハ, ャ as ヤ),
  ties by the kana as written.
- The initial is the first folded letter: one of 46; ヰ counts as イ, ヱ as エ. Ten kana rows (ア ... ワ) hold all 46.
"""

import unicodedata

ROWS = {
    "ア": "アイウエオ",
    "カ": "カキクケコ",
    "サ": "サシスセソ",
    "タ": "タチツテト",
    "ナ": "ナニヌネノ",
    "ハ": "ハヒフヘホ",
    "マ": "マミムメモ",
    "ヤ": "ヤユヨ",
    "ラ": "ラリルレロ",
    "ワ": "ワヲン",
}
LETTERS = "".join(ROWS.values())

_KATAKANA = {hiragana: hiragana + 0x60 for hiragana in range(0x3041, 0x3097)}
_VOICING = (
    "\N{COMBINING KATAKANA-HIRAGANA VOICED SOUND MARK}",
    "\N{COMBINING KATAKANA-HIRAGANA SEMI-VOICED SOUND MARK}",
)
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶヰヱ", "アイウエオツヤユヨワカケイエ")


def plain(text: str) -> str:
    """The spelling that is searched: NFKC, katakana, upper case, no spaces."""
    joined = "".join(unicodedata.normalize("NFKC", text).split())  # カ゛ comes apart at a space; once more, it is ガ
    return unicodedata.normalize("NFKC", joined).translate(_KATAKANA).upper()


def folded(kana: str) -> str:
    """The spelling that is sorted: plain, with voiced, half-voiced and small kana as their base letters."""
    apart = unicodedata.normalize("NFD", plain(kana))
    return "".join(sign for sign in apart if sign not in _VOICING).translate(_SMALL)


def sort_key(kana: str) -> str:
    """The key of the list's order: the folded kana, then the kana as written."""
    return f"{folded(kana)} {plain(kana)}"


def initial(kana: str) -> str:
    """The letter a name is filed under; "" for a name that starts with no kana."""
    first = folded(kana)[:1]
    return first if first and first in LETTERS else ""
