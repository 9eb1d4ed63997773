"""Refusals about closure, shifts and hearsay."""

from qiao.exceptions import QiaoError


class RoundOpenError(QiaoError):
    code = "round_open"
    status = 409
    message_zh = "这条需求已经在回访，或已经有了结果，不用再开一轮。"
    message_en = "This need is being asked already, or has an end; no further round is needed."


class HandOverEmptyError(QiaoError):
    code = "hand_over_empty"
    status = 422
    message_zh = "交班要写点什么：没办完的、要回电的、要当心的。没有就写“没有”。"
    message_en = (
        "Leave something: what is open, whom to call back, what to mind. If nothing, write “nothing”."
    )


class HandOverReadError(QiaoError):
    code = "hand_over_read"
    status = 409
    message_zh = "这份交班已有人接了，或是您自己写的。"
    message_en = "Somebody has taken this over already, or you wrote it yourself."


class HearsaySourceError(QiaoError):
    code = "hearsay_source"
    status = 422
    message_zh = "证实或辟谣都要写来源，例如官方公告的网址。没有来源，请选“查不清”。"
    message_en = (
        "To confirm or refute, name a source, such as an official page. Without one, choose “cannot tell”."
    )


class HearsayJudgedError(QiaoError):
    code = "hearsay_judged"
    status = 409
    message_zh = "这条传闻已有结论，或结论已被撤销。请刷新再看。"
    message_en = "This hearsay was judged already, or the finding was taken back. Look again."
