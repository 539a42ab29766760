"""Common names with their reading, from which fictitious people are named; the first of a list is the most common."""

import random
from collections.abc import Sequence
from typing import NamedTuple

from models import kana
from models.codes.beneficiary import Sex


class Name(NamedTuple):
    """A name, family name first, and its kana."""

    name: str
    kana: str


def _read(text: str) -> tuple[Name, ...]:
    return tuple(Name(*pair.split(":")) for pair in text.split())


FAMILIES = _read("""
佐藤:サトウ 鈴木:スズキ 高橋:タカハシ 田中:タナカ 伊藤:イトウ 渡辺:ワタナベ 山本:ヤマモト 中村:ナカムラ
小林:コバヤシ 加藤:カトウ 吉田:ヨシダ 山田:ヤマダ 佐々木:ササキ 山口:ヤマグチ 松本:マツモト 井上:イノウエ
木村:キムラ 林:ハヤシ 斎藤:サイトウ 清水:シミズ 山崎:ヤマザキ 森:モリ 阿部:アベ 池田:イケダ 橋本:ハシモト
石川:イシカワ 後藤:ゴトウ 小川:オガワ 前田:マエダ 岡田:オカダ 長谷川:ハセガワ 藤田:フジタ 近藤:コンドウ
村上:ムラカミ 遠藤:エンドウ 青木:アオキ 坂本:サカモト 西村:ニシムラ 福田:フクダ 太田:オオタ 三浦:ミウラ
藤井:フジイ 岡本:オカモト 中川:ナカガワ 原田:ハラダ 小野:オノ 松田:マツダ 竹内:タケウチ 金子:カネコ 田村:タムラ
和田:ワダ 中山:ナカヤマ 石田:イシダ 上田:ウエダ 森田:モリタ 柴田:シバタ 酒井:サカイ 工藤:クドウ 横山:ヨコヤマ
宮崎:ミヤザキ 宮本:ミヤモト 内田:ウチダ 高木:タカギ 谷口:タニグチ 安藤:アンドウ 大野:オオノ 丸山:マルヤマ
今井:イマイ 河野:コウノ 武田:タケダ 藤原:フジワラ 野口:ノグチ 野村:ノムラ 土井:ドイ 馬場:ババ 出口:デグチ
別府:ベップ 尾藤:ビトウ 神保:ジンボ 財津:ザイツ 秋山:アキヤマ 岩崎:イワサキ 上野:ウエノ 宇野:ウノ 江口:エグチ
榎本:エノモト 尾崎:オザキ 川口:カワグチ 菊地:キクチ 北村:キタムラ 岸田:キシダ 久保:クボ 黒田:クロダ
熊谷:クマガイ 見城:ケンジョウ 気仙:ケセン 毛塚:ケヅカ 小島:コジマ 児玉:コダマ 桜井:サクライ 島田:シマダ
渋谷:シブヤ 須藤:スドウ 菅原:スガワラ 杉山:スギヤマ 関:セキ 瀬戸:セト 仙波:センバ 園田:ソノダ 曽我:ソガ
相馬:ソウマ 千葉:チバ 千田:チダ 茅野:チノ 土屋:ツチヤ 辻:ツジ 塚本:ツカモト 寺田:テラダ 手塚:テヅカ 富田:トミタ
藤堂:トウドウ 戸田:トダ 永井:ナガイ 成田:ナリタ 内藤:ナイトウ 新田:ニッタ 二宮:ニノミヤ 沼田:ヌマタ
布川:ヌノカワ 額田:ヌカタ 根岸:ネギシ 根本:ネモト 根津:ネヅ 野田:ノダ 能勢:ノセ 浜田:ハマダ 平野:ヒラノ
樋口:ヒグチ 久野:ヒサノ 古川:フルカワ 福島:フクシマ 分藤:ブンドウ 辺見:ヘンミ 戸来:ヘライ 本田:ホンダ 堀:ホリ
星野:ホシノ 細川:ホソカワ 増田:マスダ 水野:ミズノ 三宅:ミヤケ 村田:ムラタ 武藤:ムトウ 向井:ムカイ 目黒:メグロ
目崎:メザキ 望月:モチヅキ 諸岡:モロオカ 安田:ヤスダ 矢野:ヤノ 柳田:ヤナギダ 湯浅:ユアサ 由井:ユイ 結城:ユウキ
吉川:ヨシカワ 米田:ヨネダ 良知:ラチ 雷:ライ 力丸:リキマル 龍:リュウ 留守:ルス 冷泉:レイゼイ 連城:レンジョウ
六角:ロッカク 六反:ロクタン 若林:ワカバヤシ 鷲尾:ワシオ
""")

MEN = _read("""
清:キヨシ 茂:シゲル 実:ミノル 勇:イサム 正:タダシ 博:ヒロシ 進:ススム 弘:ヒロム 昇:ノボル 勝:マサル
健一:ケンイチ 三郎:サブロウ 一男:カズオ 正男:マサオ 和夫:カズオ 幸雄:ユキオ 義雄:ヨシオ 昭二:ショウジ 武:タケシ
豊:ユタカ 修:オサム 隆:タカシ 明:アキラ 誠:マコト 忠:タダシ 恒夫:ツネオ 辰雄:タツオ 寅雄:トラオ 敬三:ケイゾウ
喜八郎:キハチロウ 栄一:エイイチ 晴彦:ハルヒコ 邦彦:クニヒコ 良平:リョウヘイ 周作:シュウサク 哲也:テツヤ
俊夫:トシオ 孝:タカシ 五郎:ゴロウ 文雄:フミオ
""")

WOMEN = _read("""
和子:カズコ 幸子:サチコ 節子:セツコ 文子:フミコ 千代:チヨ ハル:ハル キヨ:キヨ フミ:フミ 静子:シズコ 春子:ハルコ
花子:ハナコ 久子:ヒサコ 恵子:ケイコ 洋子:ヨウコ 京子:キョウコ 美代子:ミヨコ 敏子:トシコ 信子:ノブコ 貞子:サダコ
カツ子:カツコ トミ子:トミコ ミツ:ミツ 八重子:ヤエコ 松枝:マツエ 梅子:ウメコ 菊江:キクエ 登美子:トミコ
千鶴:チヅル 澄子:スミコ 光子:ミツコ 房子:フサコ 君子:キミコ 照子:テルコ 悦子:エツコ 富美子:フミコ 初枝:ハツエ
芳子:ヨシコ 道子:ミチコ 玲子:レイコ つね:ツネ
""")

GIVEN = {Sex.MALE: MEN, Sex.FEMALE: WOMEN}


def draw(names: Sequence[Name], dice: random.Random) -> Name:
    """A name from the list; those at its start come more often."""
    return names[int(len(names) * dice.random() ** 1.6)]


def whole(family: Name, given: Name) -> Name:
    """Family and given name with a space between, as a certificate prints them."""
    return Name(f"{family.name} {given.name}", f"{family.kana} {given.kana}")


def one_per_initial() -> list[Name]:
    """One family name for each letter a name can start with (ヲ and ン cannot)."""
    found: dict[str, Name] = {}
    for family in FAMILIES:
        found.setdefault(kana.initial(family.kana), family)
    return [found[letter] for letter in kana.LETTERS if letter in found]
