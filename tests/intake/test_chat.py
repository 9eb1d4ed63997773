"""Group chats as programs export and people copy them. Every name and message is invented."""

import json
from datetime import datetime

import pytest

from qiao.intake.sources.chat import part

NOW = datetime(2020, 2, 10, 9, 0)  # noqa: DTZ001 - local time, as the reader's clock shows it
SAID = ["示例数据：英山县急需口罩200只", "收到"]
MORNING = datetime(2020, 2, 3, 14, 22, 1)  # noqa: DTZ001
MINUTE = datetime(2020, 2, 3, 14, 22)  # noqa: DTZ001

CHATS = {
    "wechat, copied": (
        "WECHAT",
        "青禾 2020/2/3 14:22:01\n示例数据：英山县急需口罩200只\n\n云岭 2020/2/3 14:23:00\n收到\n",
        MORNING,
    ),
    "wechat, dashes and no seconds": (
        "WECHAT",
        "青禾  2020-02-03 14:22\n示例数据：英山县急需口罩200只\n云岭  2020-02-03 14:23\n收到",
        MINUTE,
    ),
    "wechat, in the afternoon": (
        "WECHAT",
        "青禾 2020年2月3日 下午2:22\n示例数据：英山县急需口罩200只\n云岭 2020年2月3日 下午2:23\n收到",
        MINUTE,
    ),
    "wechat, mailed": (
        "WECHAT",
        "Dear:\n你好，微信群“示例群”的聊天记录如下:\n\n—————  2020-02-03  —————\n\n\n青禾  14:22\n\n示例数据：英山县急需口罩200只\n\n云岭  14:23\n\n收到\n",
        MINUTE,
    ),
    "wechat, name and colon": (
        "WECHAT",
        "青禾:\n示例数据：英山县急需口罩200只\n\n云岭:\n收到",
        None,
    ),
    "export tool, time first": (
        "WECHAT",
        "2020-02-03 14:22:01 青禾\n示例数据：英山县急需口罩200只\n\n2020-02-03 14:23:00 云岭\n收到",
        MORNING,
    ),
    "export tool, one line": (
        "WECHAT",
        "[2020-02-03 14:22:01] 青禾: 示例数据：英山县急需口罩200只\n[2020-02-03 14:23:00] 云岭: 收到",
        MORNING,
    ),
    "export tool, web page": (
        "WECHAT",
        "<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><div><span>青禾</span> <span>2020-02-03 14:22:01</span></div><div>示例数据：英山县急需口罩200只</div><div><span>云岭</span> <span>2020-02-03 14:23:00</span></div><div>收到</div></body></html>",
        MORNING,
    ),
    "qq": (
        "QQ",
        "消息记录（此消息记录为文本格式，不支持重新导入）\n\n====\n消息分组:示例\n====\n\n2020-02-03 14:22:01 青禾(10000001)\n示例数据：英山县急需口罩200只\n\n2020-02-03 14:23:00 云岭<a@example.org>\n收到\n",
        MORNING,
    ),
    "office, without a year": (
        "OFFICE",
        "青禾 2月3日 14:22\n示例数据：英山县急需口罩200只\n云岭 2月3日 14:23\n收到",
        MINUTE,
    ),
    "office, only the hour": (
        "OFFICE",
        "青禾 14:22\n示例数据：英山县急需口罩200只\n云岭 14:23\n收到",
        None,
    ),
    "whatsapp, day first": (
        "WHATSAPP",
        "[03/02/2020, 14:22:01] 青禾: 示例数据：英山县急需口罩200只\n[03/02/2020, 14:23:00] 云岭: 收到",
        MORNING,
    ),
    "whatsapp, month first": (
        "WHATSAPP",
        "2/3/20, 2:22 PM - 青禾: 示例数据：英山县急需口罩200只\n2/13/20, 2:23 PM - 云岭: 收到",
        MINUTE,
    ),
    "telegram, exported": (
        "TELEGRAM",
        json.dumps(
            {
                "messages": [
                    {
                        "type": "message",
                        "date": "2020-02-03T14:22:01",
                        "from": "青禾",
                        "text": ["示例数据：", {"type": "bold", "text": "英山县急需口罩200只"}],
                    },
                    {"type": "message", "date": "2020-02-03T14:23:00", "from": "云岭", "text": "收到"},
                ]
            }
        ),
        MORNING,
    ),
    "telegram, copied": (
        "TELEGRAM",
        "青禾, [03.02.2020 14:22]\n示例数据：英山县急需口罩200只\n\n云岭, [03.02.2020 14:23]\n收到",
        MINUTE,
    ),
}


@pytest.mark.parametrize("name", CHATS)
def test_a_chat_is_told_by_its_form(name):
    form, text, _at = CHATS[name]

    assert part(text, NOW).form == form


@pytest.mark.parametrize("name", CHATS)
def test_each_message_of_a_chat_stands_alone(name):
    assert [one.text for one in part(CHATS[name][1], NOW).parts] == SAID


@pytest.mark.parametrize("name", CHATS)
def test_each_message_keeps_who_said_it(name):
    assert [one.sender for one in part(CHATS[name][1], NOW).parts] == ["青禾", "云岭"]


@pytest.mark.parametrize("name", CHATS)
def test_each_message_keeps_when_it_was_said(name):
    assert part(CHATS[name][1], NOW).parts[0].said_at == CHATS[name][2]


@pytest.mark.parametrize("name", CHATS)
def test_a_chat_with_line_ends_of_windows_reads_the_same(name):
    text = CHATS[name][1].replace("\n", "\r\n") if name != "telegram, exported" else CHATS[name][1]

    assert [one.sender for one in part(text, NOW).parts] == ["青禾", "云岭"]


NOT_CHATS = {
    "fields of one message": "求助！\n需求：\n口罩200只\n联系人：\n林女士 15400000001\n地址：\n英山县",
    "a list in one message": "英山县人民医院急需：\n1. 口罩200只\n2. 防护服50套\n3. 护目镜若干",
    "paragraphs": "英山县告急\n\n缺口罩200只\n\n联系林女士",
    "a message with an hour": "今晚 20:30 前送到英山县人民医院，缺口罩200只",
    "a message with a date": "截至2020-02-03 14:22，英山县缺口罩200只",
    "json that is no chat": '{"need": "口罩"}',
}


@pytest.mark.parametrize("name", NOT_CHATS)
def test_one_message_is_not_cut(name):
    chat = part(NOT_CHATS[name], NOW)

    assert (chat.form, [one.text for one in chat.parts]) == ("ONE", [NOT_CHATS[name]])


def test_a_person_may_say_that_a_chat_is_one_message():
    text = CHATS["wechat, copied"][1]

    assert [one.text for one in part(text, NOW, form="ONE").parts] == [text.strip("\n")]


def test_a_person_may_say_that_empty_lines_part_messages():
    chat = part("英山县缺口罩\n\n罗田县缺酒精", NOW, form="BLANK")

    assert [one.text for one in chat.parts] == ["英山县缺口罩", "罗田县缺酒精"]


def test_what_else_a_text_may_be_is_told_with_its_messages():
    assert part("英山县缺口罩\n\n罗田县缺酒精", NOW).others == {"ONE": 1, "BLANK": 2}


def test_a_form_that_does_not_fit_is_not_forced():
    assert part("英山县缺口罩", NOW, form="QQ").form == "ONE"


def test_a_numbered_chain_is_parted_with_what_stands_above_it():
    chat = part("#接龙\n登记各村缺口\n1. 张家湾 口罩200只\n2. 李家湾 酒精10瓶\n急用", NOW)

    assert [one.text for one in chat.parts] == [
        "#接龙\n登记各村缺口",
        "张家湾 口罩200只",
        "李家湾 酒精10瓶\n急用",
    ]


NOTICES = {
    "“云岭”邀请“望溪”加入了群聊": "JOINED",
    "你撤回了一条消息": "WITHDRAWN",
    "“青禾” 撤回了一条消息": "WITHDRAWN",
    "[图片]": "IMAGE",
    "[图片][图片]": "IMAGE",
    "[语音]": "VOICE",
    "[视频]": "VIDEO",
    "“青禾”拍了拍“云岭”": "OTHER",
}


@pytest.mark.parametrize("line", NOTICES)
def test_what_nobody_wrote_is_told_apart(line):
    text = f"青禾 2020/2/3 14:22:01\n{line}\n云岭 2020/2/3 14:23:00\n英山县缺口罩\n望溪 2020/2/3 14:24:00\n好"

    assert [one.notice for one in part(text, NOW).parts] == [NOTICES[line], "", ""]


def test_a_notice_between_two_messages_belongs_to_neither():
    text = "青禾 2020/2/3 14:22:01\n缺口罩\n“云岭”邀请“望溪”加入了群聊\n云岭 2020/2/3 14:23:00\n好"

    assert [one.text for one in part(text, NOW).parts if not one.notice] == ["缺口罩", "好"]


def test_a_picture_with_words_is_a_message():
    text = "青禾 2020/2/3 14:22:01\n[图片] 英山县缺口罩\n云岭 2020/2/3 14:23:00\n好"

    assert part(text, NOW).parts[0].notice == ""


def test_a_date_that_does_not_exist_is_unknown():
    text = "青禾 2020/2/31 14:22:01\n缺口罩\n云岭 2020/2/3 14:23:00\n好"

    assert part(text, NOW).parts[0].said_at is None


def test_a_date_without_a_year_is_the_latest_that_has_passed():
    text = "青禾 12月30日 14:22\n缺口罩\n云岭 12月30日 14:23\n好"

    assert part(text, NOW).parts[0].said_at == datetime(2019, 12, 30, 14, 22)  # noqa: DTZ001


def test_invisible_characters_in_a_header_hide_nothing():
    text = "青\u200b禾 2020/2/3 14:22:01\n缺口罩\n云岭\u200b 2020/2/3 14:23:00\n好"

    assert len(part(text, NOW).parts) == 2


def test_nothing_is_lost_between_the_headers():
    text = CHATS["wechat, copied"][1]
    chat = part(text, NOW)

    assert "".join(f"{one.header}{one.text}" for one in chat.parts).replace("\n", "") == text.replace(
        "\n", ""
    )


HOSTILE = {
    "a line without end": "青" * 300_000,
    "headers only": "青禾 2020/2/3 14:22:01\n" * 20_000,
    "colons": "青禾:\n" * 60_000,
    "brackets": "[" * 300_000,
    "deep json": "{" + '"messages":[' * 100_000,
    "blanks": "青禾" + " " * 300_000 + "x",
    "dashes": "-" * 300_000,
    "tags": "<div>" * 60_000,
    "numbers": "\n".join(f"{n}. 好" for n in range(1, 20_000)),
    "pictures": "青禾 2020/2/3 14:22:01\n" + "[图片]" * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_answered(name):
    assert part(HOSTILE[name], NOW).confidence <= 1
