"""Refusals of the desk of advocacy."""

from qiao.exceptions import QiaoError


class EvidenceTooWideError(QiaoError):
    code = "evidence_too_wide"
    status = 422
    message_zh = "找到的记录超过 {most} 条，看不过来。请把条件写窄些（日期、地点、物资），再定格。"
    message_en = "More than {most} records were found, too many to look through. Narrow days, place or item, then freeze."


class AttributionBeforeFilingError(QiaoError):
    code = "attribution_before_filing"
    status = 422
    message_zh = "这份文件 {adopted} 就通过了，建议那时还没有报送，归因只能选“未知”。"
    message_en = "This text was adopted on {adopted}, when the advice was not filed, so its attribution can only be unknown."


class ClauseReadAlreadyError(QiaoError):
    code = "clause_read_already"
    status = 409
    message_zh = "这一条已经有人判断过。要改，请先收回原来的，再写新的。"
    message_en = (
        "Somebody has read this clause beside the item. To change it, take that back, then write a new one."
    )


class MeasureInUseError(QiaoError):
    code = "measure_in_use"
    status = 409
    message_zh = "还有建议对照着这份文件，不能撤下。请先收回那些对照。"
    message_en = "Items are read beside this text, so it cannot be withdrawn. Take those readings back first."


class PersonalDataError(QiaoError):
    code = "personal_data"
    status = 422
    message_zh = "文中像是有个人信息（{spot}）。请删去或改写，再保存或外发。"
    message_en = "The text seems to hold personal data ({spot}). Delete or reword it, then save or send it."


class ConsentUnsaidError(QiaoError):
    code = "consent_unsaid"
    status = 422
    message_zh = "引语要外发，须写明何时、怎样得到本人同意。请补写，或选“没有问过本人”。"
    message_en = (
        "A quote that may leave needs when and how its speaker agreed. Add it, or choose “not asked”."
    )


class ReferenceUnknownError(QiaoError):
    code = "reference_unknown"
    status = 422
    message_zh = "“{reference}”对不上任何一份证据。请点一下要引用的数字重新插入，或删去它。"
    message_en = (
        "“{reference}” names no evidence. Click the figure you mean to insert it again, or delete it."
    )


class PaperHeldError(QiaoError):
    code = "paper_held"
    status = 422
    message_zh = "这份稿子还不能外发：{reason}改好后再下载。"
    message_en = "This paper may not leave yet: {reason} Mend it, then download it again."


class FormatUnknownError(QiaoError):
    code = "format_unknown"
    status = 422
    message_zh = "没有“{format}”这种文种。请从列表里选一种。"
    message_en = "There is no form of paper called “{format}”. Choose one of the list."


class ItemsTooFewError(QiaoError):
    code = "items_too_few"
    status = 422
    message_zh = "合并至少要两条。请再选一条。"
    message_en = "Merging takes at least two items. Choose one more."


class ItemTooLongError(QiaoError):
    code = "item_too_long"
    status = 422
    message_zh = "并在一起的问题或指标超过 {most} 字。请先改短，再合并。"
    message_en = (
        "Together the problems or indicators are longer than {most} characters. Shorten them, then merge."
    )


class RearrangedSinceError(QiaoError):
    code = "rearranged_since"
    status = 409
    message_zh = "条目之后又改过，不能撤销，免得丢掉新写的话。请直接修改或拆分。"
    message_en = "The items were changed since, so this cannot be undone without losing words. Amend or split them instead."
