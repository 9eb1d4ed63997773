"""Refusals of the duplicates desk."""

from qiao.exceptions import QiaoError


class PairsEmptyError(QiaoError):
    code = "pairs_empty"
    status = 409
    message_zh = "眼下没有要判断的对子。新来的会自动查找重复，过一会儿再看。"
    message_en = (
        "No pair waits for a decision. What comes in is looked through by itself; come back in a while."
    )


class PairTakenError(QiaoError):
    code = "pair_taken"
    status = 409
    message_zh = "这一对正在别人手上，或已有人判断。请取下一对。"
    message_en = "Somebody else holds this pair or has decided it. Take the next one."


class PairDecidedError(QiaoError):
    code = "pair_decided"
    status = 409
    message_zh = "这一对刚由别人判断或取走，没有改动。请看页面上的结果，要改先撤销。"
    message_en = "Somebody else has just decided or taken this pair; nothing was changed. See the result, and take it back first to change it."


class PairContradictsError(QiaoError):
    code = "pair_contradicts"
    status = 409
    message_zh = (
        "与之前的判断矛盾：有人判过这两条（或并入它们的）不是同一件。请先撤销那个判断，或这一对也判“不是”。"
    )
    message_en = "It contradicts an earlier decision that these two, or what is joined to them, differ. Take that one back first, or decide “different” here too."


class MergeRefusedError(QiaoError):
    code = "merge_refused"
    status = 409
    message_zh = "不能合并：{reason_zh}。两条都没有改动。"
    message_en = "They cannot be joined: {reason_en}. Neither was changed."
