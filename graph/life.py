"""The LIFE tab (照会用LIFE情報): four scales, each with the twelve months that end with its newest record.

A month without data is not in the list. Items of ADL have level and points, because two levels can score the same.
"""

from graph.field import column, derived, relation
from graph.view import view
from loaders import life as source
from models import rows

PAGE = "25頁③"


@view(rows.DisabilityRecord, "障害高齢者の日常生活自立度・一か月分", guide=PAGE)
class DisabilityRecord:
    month = column(rows.DisabilityRecord.month, "年月（手引き5頁の画面例）")
    registered_on = column(rows.DisabilityRecord.registered_on, "登録日", beyond=True)
    level = column(rows.DisabilityRecord.level, "障害高齢者の日常生活自立度（●の位置）")


@view(rows.DementiaRecord, "認知症高齢者の日常生活自立度・一か月分", guide=PAGE)
class DementiaRecord:
    month = column(rows.DementiaRecord.month, "年月（手引き5頁の画面例）")
    registered_on = column(rows.DementiaRecord.registered_on, "登録日", beyond=True)
    level = column(rows.DementiaRecord.level, "認知症高齢者の日常生活自立度（●の位置）")


@view(rows.BarthelRecord, "ADL (Barthel Index)・一か月分", guide=PAGE)
class BarthelRecord:
    month = column(rows.BarthelRecord.month, "年月（手引き5頁の画面例）")
    registered_on = column(rows.BarthelRecord.registered_on, "登録日", beyond=True)
    feeding = column(rows.BarthelRecord.feeding, "食事（手引き5頁の画面例）")
    feeding_points = derived(source.BARTHEL["feeding"], "食事・点数")
    transfer = column(rows.BarthelRecord.transfer, "椅子とベッド間の移乗（手引き5頁の画面例）")
    transfer_points = derived(source.BARTHEL["transfer"], "椅子とベッド間の移乗・点数")
    grooming = column(rows.BarthelRecord.grooming, "整容")
    grooming_points = derived(source.BARTHEL["grooming"], "整容・点数")
    toilet_use = column(rows.BarthelRecord.toilet_use, "トイレ動作")
    toilet_use_points = derived(source.BARTHEL["toilet_use"], "トイレ動作・点数")
    bathing = column(rows.BarthelRecord.bathing, "入浴")
    bathing_points = derived(source.BARTHEL["bathing"], "入浴・点数")
    walking = column(rows.BarthelRecord.walking, "平地歩行")
    walking_points = derived(source.BARTHEL["walking"], "平地歩行・点数")
    stairs = column(rows.BarthelRecord.stairs, "階段昇降")
    stairs_points = derived(source.BARTHEL["stairs"], "階段昇降・点数")
    dressing = column(rows.BarthelRecord.dressing, "更衣")
    dressing_points = derived(source.BARTHEL["dressing"], "更衣・点数")
    bowel_control = column(rows.BarthelRecord.bowel_control, "排便コントロール")
    bowel_control_points = derived(source.BARTHEL["bowel_control"], "排便コントロール・点数")
    bladder_control = column(rows.BarthelRecord.bladder_control, "排尿コントロール")
    bladder_control_points = derived(source.BARTHEL["bladder_control"], "排尿コントロール・点数")
    total_points = derived(source.BARTHEL_TOTAL, "合計点数（0-100点）")


@view(rows.CognitionRecord, "生活・認知機能尺度・一か月分", guide=PAGE)
class CognitionRecord:
    month = column(rows.CognitionRecord.month, "年月（手引き5頁の画面例）")
    registered_on = column(rows.CognitionRecord.registered_on, "登録日", beyond=True)
    things_placed = column(
        rows.CognitionRecord.things_placed,
        "身近なもの（たとえば、メガネや入れ歯、財布、上着、鍵など）を置いた場所を覚えていますか",
    )
    things_placed_points = derived(
        source.COGNITION["things_placed"],
        "身近なもの（たとえば、メガネや入れ歯、財布、上着、鍵など）を置いた場所を覚えていますか・点数（1-5点）",
    )
    events_remembered = column(
        rows.CognitionRecord.events_remembered,
        "身の回りに起こった日常的な出来事（たとえば、食事、入浴、リハビリテーションや外出など）をどのくらいの期間、覚えていますか",
    )
    events_remembered_points = derived(
        source.COGNITION["events_remembered"],
        "身の回りに起こった日常的な出来事（たとえば、食事、入浴、リハビリテーションや外出など）をどのくらいの期間、覚えていますか・点数（1-5点）",
    )
    orientation = column(rows.CognitionRecord.orientation, "現在の日付や場所等についてどの程度認識できますか")
    orientation_points = derived(
        source.COGNITION["orientation"], "現在の日付や場所等についてどの程度認識できますか・点数（1-5点）"
    )
    conversation = column(
        rows.CognitionRecord.conversation,
        "誰かに何かを伝えたいと思っているとき、どれくらい会話でそれを伝えることができますか",
    )
    conversation_points = derived(
        source.COGNITION["conversation"],
        "誰かに何かを伝えたいと思っているとき、どれくらい会話でそれを伝えることができますか・点数（1-5点）",
    )
    medication = column(rows.CognitionRecord.medication, "一人で服薬ができますか")
    medication_points = derived(source.COGNITION["medication"], "一人で服薬ができますか・点数（1-5点）")
    dressing = column(rows.CognitionRecord.dressing, "一人で着替えることができますか")
    dressing_points = derived(source.COGNITION["dressing"], "一人で着替えることができますか・点数（1-5点）")
    appliances = column(rows.CognitionRecord.appliances, "テレビやエアコンなどの電化製品を操作できますか")
    appliances_points = derived(
        source.COGNITION["appliances"], "テレビやエアコンなどの電化製品を操作できますか・点数（1-5点）"
    )
    total_points = derived(source.COGNITION_TOTAL, "合計（7-35点）")


@view(rows.Beneficiary, "照会用LIFE情報: 尺度ごとに最新登録月から直近一年", guide=PAGE)
class Life:
    disability_autonomy = relation(
        DisabilityRecord, source.year_of(rows.DisabilityRecord), "障害高齢者の日常生活自立度（古い順）"
    )
    dementia_autonomy = relation(
        DementiaRecord, source.year_of(rows.DementiaRecord), "認知症高齢者の日常生活自立度（古い順）"
    )
    barthel_index = relation(BarthelRecord, source.year_of(rows.BarthelRecord), "ADL (Barthel Index)（古い順）")
    cognition = relation(CognitionRecord, source.year_of(rows.CognitionRecord), "生活・認知機能尺度（古い順）")
