"""Refusals of disclosure packs."""

from qiao.exceptions import QiaoError


class PackAheadError(QiaoError):
    code = "pack_ahead"
    status = 422
    message_zh = "期末 {until} 还没有到，或者早于期初。请填已经过完的日子，最晚到今天。"
    message_en = "The last day {until} has not come, or lies before the first. Give days that have passed, today at the latest."


class PackCampaignError(QiaoError):
    code = "pack_campaign"
    status = 422
    message_zh = "法定的公开是按募捐活动算的，会员倡议和全组织的收支请选“一段时间的收支”。请选一个公开募捐或联合公募的活动。"
    message_en = (
        "What the law asks for is counted by campaign. Choose a public or co-launched one; for appeals to members and the"
        " whole organisation choose a period's income and spending."
    )


class PackOffError(QiaoError):
    code = "pack_off"
    status = 409
    message_zh = "期初加收入减支出与期末相差 {off_fen} 分，不能公开。请先运行 ./qiao verify 查台账。"
    message_en = "Opening, income and spending miss the closing by {off_fen} fen, so this is not published. Run ./qiao verify first."


class PackUnchangedError(QiaoError):
    code = "pack_unchanged"
    status = 409
    message_zh = "按现在的账重算，这一份没有变化，不用更正。请先在台账里更正并审核。"
    message_en = (
        "Made anew from the books, this pack does not change. Correct the ledger and have it approved first."
    )


class PackPersonalError(QiaoError):
    code = "pack_personal"
    status = 422
    message_zh = "更正说明里不能有电话、证件号、账号或邮箱。请去掉再发。"
    message_en = (
        "A note of correction holds no telephone, identity or account number and no mailbox. Take it out."
    )


class CheckpointError(QiaoError):
    code = "checkpoint"
    status = 422
    message_zh = "这不是校验点文件。请选从本系统下载、或用 ./qiao verify --checkpoint 写出的 JSON 文件。"
    message_en = "This is no checkpoint. Choose the JSON file downloaded here, or written by ./qiao verify --checkpoint."


class ExportEmptyError(QiaoError):
    code = "export_empty"
    status = 409
    message_zh = (
        "{form} 文件至少要有一条记录，这里还没有：360Giving 要有获批的资助，IATI 要有募捐活动。请先登记。"
    )
    message_en = (
        "A {form} file holds at least one record and there is none yet: 360Giving asks for an awarded grant, IATI for a"
        " campaign. Record one first."
    )
