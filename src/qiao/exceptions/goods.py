"""Refusals about lists of goods received and handed out."""

from qiao.exceptions import QiaoError


class GoodsNotLoadedError(QiaoError):
    code = "goods_not_loaded"
    status = 409
    message_zh = "“{name}”还没有载入，或者已经撤销。请先在“导入表格”页载入，再读成收发清单。"
    message_en = "“{name}” is not loaded, or was taken back. Load it on the page of imports first, then read it as a list of goods."
