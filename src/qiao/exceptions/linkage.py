"""Refusals of the linkage of tables."""

from qiao.exceptions import QiaoError

__all__ = ["EngineAbsentError"]


class EngineAbsentError(QiaoError):
    code = "engine_absent"
    status = 501
    message_zh = "没有安装 {engine}。在 Qiao 的文件夹里运行 ./qiao link --engine {engine} 会装上它；或者用自带的引擎（不写 --engine）。"
    message_en = (
        "{engine} is not installed. ./qiao link --engine {engine} in Qiao's folder installs it; "
        "or leave --engine out and use the built-in one."
    )
