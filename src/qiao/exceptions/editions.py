"""Refusals of the book that a collection becomes."""

from qiao.exceptions import QiaoError


class BookEmptyError(QiaoError):
    code = "book_empty"
    status = 422
    message_zh = "这本案例集里还没有已发布的案例或定稿的部分，出不了书。先发布一个案例，或把前言定稿。"
    message_en = "Nothing in this collection is published or final yet, so there is no book. Publish a case, or make a foreword final."


class BookPersonalError(QiaoError):
    code = "book_personal"
    status = 422
    message_zh = "“{where}”里像是有个人信息，没有出版。请先删去，再出版。"
    message_en = "“{where}” seems to hold personal data; nothing was published. Remove it first."
