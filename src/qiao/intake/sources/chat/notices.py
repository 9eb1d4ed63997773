"""Lines that nobody wrote: who came, what was withdrawn, pictures and voices without words."""

import re

_PLACEHOLDERS = {
    "IMAGE": "图片|image|photo|照片|动画表情|表情|sticker",
    "VOICE": "语音|voice|语音通话|视频通话|audio",
    "VIDEO": "视频|video|短视频|小视频",
    "FILE": "文件|file|document|附件",
    "OTHER": "位置|location|名片|红包|转账|音乐|小程序|聊天记录|链接",
}
_ALONE = {
    kind: re.compile(
        rf"(?:[\[【<](?:{words})(?:消息|不支持.{{0,8}})?[\]】>]\s*)+"
        + (r"|<media omitted>|<媒体已省略>|<未包括媒体内容>" if kind == "IMAGE" else "")
        + rf"|\u200e?(?:{words}) omitted",
        re.IGNORECASE,
    )
    for kind, words in _PLACEHOLDERS.items()
}
_BEFORE_WORDS = re.compile(r"^(?:[\[【](?:图片|照片|image|photo)[\]】]\s*)+", re.IGNORECASE)
_NAME = r"[\"“”「『']?[^\"“”\n]{0,40}[\"“”」』']?"
_LINES = {
    "WITHDRAWN": re.compile(
        rf"^{_NAME}\s?撤回了一条(?:成员)?消息.{{0,12}}$|^.{{0,40}}(?:recalled a message|deleted this message|this message was deleted)\.?$",
        re.IGNORECASE,
    ),
    "JOINED": re.compile(
        rf"^{_NAME}\s?(?:邀请.{{0,80}}加入了?群聊?|加入了?群聊|通过扫描.{{0,60}}加入群聊|退出了?群聊|被.{{0,40}}移出了?群聊|已成为群管理员).{{0,20}}$"
        r"|^.{0,60}(?:joined using|was added|created group|left the group|added you|changed the subject|changed this group).{0,60}$",
        re.IGNORECASE,
    ),
    "OTHER": re.compile(
        rf"^{_NAME}\s?(?:拍了拍|修改群名为|发布了群公告|开启了|领取了|发起了群收款|与群里其他人都不是).{{0,60}}$"
        r"|^以上是打招呼的内容$|^(?:以下|以上)(?:为|是)新消息$|^.{0,20}messages and calls are end-to-end encrypted.{0,120}$",
        re.IGNORECASE,
    ),
}


def notice_of(line: str, *, alone: bool) -> str:
    """Return the kind of notice that a line is, or "". A picture counts only where it stands alone.

    IMAGE, VOICE, VIDEO, FILE: something without words. JOINED, WITHDRAWN, OTHER: the program speaking.
    """
    if not line or len(line) > 200:  # noqa: PLR2004 - no program speaks so long
        return ""
    for kind, pattern in _LINES.items():
        if pattern.match(line):
            return kind
    if not alone:
        return ""
    return next((kind for kind, pattern in _ALONE.items() if pattern.fullmatch(line)), "")
