"""Refusals of the book that a collection becomes."""

from qiao.exceptions import QiaoError


class BookEmptyError(QiaoError):
    code = "book_empty"
    status = 422
    message_zh = "这本案例集里还没有已发布的案例或定稿的部分，出不了书。先发布一个案例，或把前言定稿。"
    message_en = "Nothing in this collection is published or final yet, so there is no book. Publish a case, or make a foreword final."


class PrintingCancelledError(QiaoError):
    code = "printing_cancelled"
    status = 409
    message_zh = "这次出版已取消，或有更新的一次，没有出成；原来的版本不变。"
    message_en = (
        "This edition was cancelled or overtaken by a later one and was not issued; the former edition stays."
    )


class PrintingEndedError(QiaoError):
    code = "printing_ended"
    status = 409
    message_zh = "这次出版已经结束，没有可以取消的。请刷新看结果。"
    message_en = "This edition has already ended; there is nothing to cancel. Reload to see how it ended."


class CodebookChangedError(QiaoError):
    code = "codebook_changed"
    status = 409
    message_zh = "编码本刚有了新的一版，这次没有保存。请按新版再看一遍。"
    message_en = "The code book has a newer version; nothing was saved. Look again by the new one."


class ImportChangedError(QiaoError):
    code = "import_changed"
    status = 409
    message_zh = "草稿已经改过，或用在别处，不能整个撤销。不要它的话，请在编辑台处理。"
    message_en = "The draft was changed or is used elsewhere, so the import cannot be taken back whole. Deal with it at the editorial desk."


class BookPersonalError(QiaoError):
    code = "book_personal"
    status = 422
    message_zh = "“{where}”里像是有个人信息，没有出版。请先删去，再出版。"
    message_en = "“{where}” seems to hold personal data; nothing was published. Remove it first."
