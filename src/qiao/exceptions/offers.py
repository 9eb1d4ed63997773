"""Refusals about offers: their answers and their earmarks."""

from qiao.exceptions import QiaoError


class OfferAnswerIncompleteError(QiaoError):
    code = "offer_answer_incomplete"
    status = 422
    message_zh = "答复不完整：问对方要写出问题，不接受要选一个理由，接受不用理由。"
    message_en = "The answer is incomplete: a question needs words, a refusal a reason, an acceptance none."


class EarmarkedElsewhereError(QiaoError):
    code = "earmarked_elsewhere"
    status = 409
    message_zh = "捐赠人写明只给{whom}，这条需求不在其中。请另选资源，或重排方案。"
    message_en = (
        "The donor says this is only for {whom}, which this need is not. Choose another offer, or plan again."
    )
