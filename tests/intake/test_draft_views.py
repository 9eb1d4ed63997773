"""The review of a paste, page by page."""

import io
import json
import re
import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.engines.simulation import EXAMPLE_ITEMS, EXAMPLE_PLACES, Hazard, simulate_group_chat
from qiao.intake.models import DraftLine, Need, PasteDraft, Report, Telling
from tests.conftest import NOW
from tests.intake.test_draft_actions import ASK, CHAT

FRAGMENT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def immediate(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def url(crisis):
    return reverse("intake:paste", args=(crisis.slug,))


@pytest.fixture
def drafted(as_lin, url):
    """The address of a chat that 林 pasted and that is read."""
    return as_lin.post(url, {"text": CHAT, "submission": str(uuid.uuid4()), "channel": "微信群"}).url


def counted(model):
    with scopes_disabled():
        return model.objects.count()


def line(number):
    with scopes_disabled():
        return DraftLine.objects.get(number=number)


def at_line(address, number, more=""):
    return f"{address}lines/{number}/{more}"


def test_a_chat_is_looked_at_before_it_is_saved(as_lin, drafted):
    page = as_lin.get(drafted).content.decode()

    assert counted(Report) == 0
    assert page.count('class="draft-group"') == 5
    assert "保存：2 条需求、1 条资源" in page
    assert "另有 1 条说的是同一件事" in page


def test_the_page_lights_words_and_hides_numbers_and_senders(as_lin, drafted):
    page = as_lin.get(drafted).content.decode()

    assert '<mark class="span span-item" title="物资或事项">医用外科口罩</mark>' in page
    assert "15400000001" not in page
    assert "小林" not in page


def test_one_message_is_still_saved_on_one_page(as_lin, url):
    as_lin.post(url, {"text": ASK, "submission": str(uuid.uuid4()), "channel": ""})

    assert (counted(PasteDraft), counted(Need)) == (0, 1)


def test_saving_leads_to_what_became_of_it(as_lin, drafted):
    page = as_lin.post(f"{drafted}save/", follow=True).content.decode()

    assert (counted(Report), counted(Need), counted(Telling)) == (5, 2, 1)
    assert "撤销整次粘贴" in page
    assert as_lin.get(drafted).status_code == 200


def test_a_double_click_saves_once(as_lin, drafted):
    as_lin.post(f"{drafted}save/")

    page = as_lin.post(f"{drafted}save/", follow=True).content.decode()

    assert counted(Report) == 5
    assert "没有重复登记" in page


def test_the_page_sent_twice_makes_one_draft(as_lin, url):
    form = {"text": CHAT, "submission": str(uuid.uuid4()), "channel": ""}

    assert as_lin.post(url, form).url == as_lin.post(url, form).url
    assert counted(PasteDraft) == 1


def test_a_verdict_answers_with_the_message_and_the_sums(as_lin, drafted):
    answer = as_lin.post(at_line(drafted, 4), {"kind": "NEED"}, **FRAGMENT).content.decode()

    assert 'id="group-4"' in answer
    assert "保存：3 条需求、1 条资源" in answer
    assert "<html" not in answer
    assert line(4).said_kind == "NEED"


def test_the_same_button_again_takes_the_verdict_back(as_lin, drafted):
    for _ in range(2):
        as_lin.post(at_line(drafted, 4), {"kind": "NEED"}, **FRAGMENT)

    assert line(4).said_kind == ""
    assert not line(4).is_judged


def test_parting_two_messages_draws_the_list_anew(as_lin, drafted):
    answer = as_lin.post(at_line(drafted, 3), {"repeat": "no"}, **FRAGMENT)

    assert answer["HX-Retarget"] == "#review"
    assert answer.content.decode().count('class="draft-group"') == 6


def test_a_message_is_said_to_repeat_another_by_its_number(as_lin, drafted):
    as_lin.post(at_line(drafted, 6), {"repeat": "typed", "of_line_typed": "1"}, **FRAGMENT)

    assert line(6).repeat == {"line": 1}


@pytest.mark.parametrize("typed", ["6", "2", "99", "", "abc", "-1", "1e400", "９９９９９９"])
def test_a_number_that_is_none_is_refused_with_what_to_do(as_lin, drafted, typed):
    answer = as_lin.post(at_line(drafted, 6), {"repeat": "typed", "of_line_typed": typed}, **FRAGMENT)

    assert answer.status_code == 422
    assert "序号" in answer.content.decode()
    assert not line(6).is_judged


def test_without_scripts_a_verdict_leads_back_to_its_message(as_lin, drafted):
    answer = as_lin.post(at_line(drafted, 4) + "?show=rumour", {"kind": "INFO"})

    assert answer.url == f"{drafted}?show=rumour#line-4"


def test_item_quantity_and_place_are_put_right(as_lin, drafted):
    form = as_lin.get(at_line(drafted, 6, "edit/")).content.decode()
    assert 'name="v0-item"' in form

    as_lin.post(
        at_line(drafted, 6, "edit/"),
        {
            "v0-kind": "NEED",
            "v0-item": "医用防护服",
            "v0-quantity_kind": "EXACT",
            "v0-quantity": "80",
            "v0-unit": "套",
            "v0-place": "湖北省黄冈市罗田县",
            "v0-tier": "2",
        },
        **FRAGMENT,
    )
    assert line(6).said_voices
    as_lin.post(f"{drafted}save/")

    with scopes_disabled():
        need = Need.objects.get(item__code="coverall-medical")
        assert (need.quantity, need.unit, need.place.name, need.tier) == (80, "套", "罗田县", 2)
        assert need.report.readings.filter(reader="PERSON").exists()


def test_wrong_correction_names_the_field_and_keeps_what_was_typed(as_lin, drafted):
    answer = as_lin.post(
        at_line(drafted, 6, "edit/"),
        {
            "v0-kind": "NEED",
            "v0-item": "防护服",
            "v0-quantity_kind": "EXACT",
            "v0-quantity": "-5",
            "v0-tier": "3",
        },
        **FRAGMENT,
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="-5"' in page
    assert line(6).said_voices is None


def test_a_second_thing_is_added_by_hand(as_lin, drafted):
    first = {"v0-kind": "NEED", "v0-item": "防护服", "v0-quantity_kind": "OPEN", "v0-tier": "3"}
    form = as_lin.post(at_line(drafted, 6, "edit/"), {**first, "more": "1"}, **FRAGMENT).content.decode()
    assert 'name="v1-item"' in form

    as_lin.post(
        at_line(drafted, 6, "edit/"),
        {**first, "v1-kind": "NEED", "v1-item": "护目镜", "v1-quantity_kind": "UNKNOWN", "v1-tier": "3"},
    )

    assert len(line(6).said_voices) == 2


def test_a_correction_is_taken_back_to_what_was_read(as_lin, drafted):
    as_lin.post(at_line(drafted, 6, "edit/"), {"v0-kind": "NONE", "v0-tier": "3"})
    assert line(6).kind == "INFO"

    as_lin.post(at_line(drafted, 6), {"reset": "on"})

    assert (line(6).kind, line(6).is_judged) == ("NEED", False)


@pytest.mark.parametrize(
    "show",
    ["", "doubtful", "need", "offer", "rumour", "info", "folded", "left_out", "known", "judged", "none"],
)
def test_each_filter_answers(as_lin, drafted, show):
    assert as_lin.get(drafted, {"show": show}).status_code == 200


def test_only_rumours_are_shown(as_lin, drafted):
    page = as_lin.get(drafted, {"show": "rumour"}).content.decode()

    assert page.count('class="draft-group"') == 1
    assert "网传" in page


def test_a_draft_is_its_makers_own(as_chen, drafted):
    answers = [
        as_chen.get(drafted),
        as_chen.post(f"{drafted}save/"),
        as_chen.post(at_line(drafted, 1), {"kind": "INFO"}),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]


def test_who_oversees_sees_and_takes_back_the_saved_paste_of_a_volunteer(as_lin, as_chen, url):
    theirs = as_chen.post(url, {"text": CHAT, "submission": str(uuid.uuid4()), "channel": ""}).url
    assert as_lin.get(theirs).status_code == 404
    as_chen.post(f"{theirs}save/")

    page = as_lin.post(f"{theirs}undo/", follow=True).content.decode()

    assert "已撤销：3 条需求和资源已撤回" in page
    assert "恢复这次粘贴" in page


def test_lists_show_only_one_paste(as_lin, crisis, drafted):
    as_lin.post(f"{drafted}save/")
    as_lin.post(
        reverse("intake:paste", args=(crisis.slug,)),
        {"text": "罗田县缺帐篷30顶，老人多", "submission": str(uuid.uuid4()), "channel": ""},
    )
    pk = re.search(r"[0-9a-f-]{36}", drafted)[0]
    as_lin.get(drafted)  # shows the toasts

    inbox = as_lin.get(reverse("intake:inbox", args=(crisis.slug,)), {"paste": pk}).content.decode()
    needs = as_lin.get(reverse("intake:need_list", args=(crisis.slug,)), {"paste": pk}).content.decode()

    assert "30顶" not in inbox + needs
    assert "只看这次粘贴的" in needs


def test_a_draft_put_aside_is_gone_and_says_so(as_lin, drafted):
    as_lin.post(f"{drafted}discard/")

    page = as_lin.get(drafted, follow=True).content.decode()

    assert counted(DraftLine) == 0
    assert "什么都没有登记" in page


def handed(name, content):
    file = io.BytesIO(content)
    file.name = name
    return {"file": file, "text": "", "submission": str(uuid.uuid4()), "channel": ""}


def telegram_export():
    rows = [
        {"type": "message", "from": "小林", "date": "2020-02-01T14:00:01", "text": ASK},
        {"type": "message", "from": "老赵", "date": "2020-02-01T14:01:00", "text": "收到"},
    ]
    return json.dumps({"name": "群", "messages": rows}, ensure_ascii=False).encode()


FILES = {
    "utf-8.txt": CHAT.encode(),
    "bom.txt": CHAT.encode("utf-8-sig"),
    "gbk.txt": CHAT.encode("gb18030"),
    "utf16.txt": CHAT.encode("utf-16"),
    "crlf.txt": CHAT.replace("\n", "\r\n").encode(),
    "telegram.json": telegram_export(),
    "page.html": f"<!doctype html><html><body><pre>{CHAT}</pre><script>alert(1)</script></body></html>".encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_an_exported_file_becomes_a_draft(as_lin, url, name):
    answer = as_lin.post(url, handed(name, FILES[name]))

    assert answer.status_code == 302
    page = as_lin.get(answer.url).content.decode()
    assert "医用外科口罩" in page
    assert name in page
    assert "alert(1)" not in page


BAD = {
    "nul.txt": b"\x00\x01\x02" * 50,
    "garbage.txt": b"\xff\xff\xfd\x80" * 20,
    "zip.txt": b"PK\x03\x04" + b"0" * 30,
    "empty.txt": b"",
    "blank.txt": b"  \n \n",
    "large.txt": b"a" * (4 * 2**20 + 1),
    "many.txt": "\n---\n".join(f"英山县缺口罩{one}只" for one in range(1, 420)).encode(),
    "long.txt": ("英山县缺口罩\n---\n" + "长" * 210_000).encode(),
    "entity.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x></x>',
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_chat_is_refused_with_what_to_do(as_lin, url, name):
    answer = as_lin.post(url, handed(name, BAD[name]))

    assert answer.status_code == 422
    assert counted(PasteDraft) == 0
    assert 'class="errorlist"' in answer.content.decode()


POISON = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(2)>急需口罩200只",
    "formula": "=cmd|' /C calc'!A0 急需口罩200只",
    "bidi": "\u202e\u200b急\u200d需口罩\ufeff２００只",
    "numbers": "急需口罩99999999999999999999只、防护服0套、酒精-5瓶、手套1e400双、护目镜NaN副",
    "template": "{{ settings.SECRET_KEY }}{% csrf_token %} 急需口罩200只",
    "sql": "'; DROP TABLE intake_report; -- 急需口罩200只",
    "surrogate": "急需口罩200只 \U0001f637\U00020000",
    "long word": "口" * 5000,
}


@pytest.mark.parametrize("name", POISON)
def test_poison_in_a_message_stays_text_through_review_and_saving(as_lin, url, name):
    chat = f"小林 2020/2/1 14:00:01\n{POISON[name]}\n\n老赵 2020/2/1 14:01:00\n英山县缺酒精5瓶\n"
    drafted = as_lin.post(url, {"text": chat, "submission": str(uuid.uuid4()), "channel": ""}).url

    page = as_lin.get(drafted).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert as_lin.post(f"{drafted}save/").status_code == 302
    assert counted(Report) == 2


def test_300_lines_are_read_saved_and_ready_to_verify(as_lin, url):
    chat = simulate_group_chat(
        7,
        places=EXAMPLE_PLACES,
        items=EXAMPLE_ITEMS[Hazard.FLOOD],
        start=NOW.replace(tzinfo=None),
        messages=300,
    )
    drafted = as_lin.post(url, {"text": chat.text, "submission": str(uuid.uuid4()), "channel": "微信群"}).url
    assert as_lin.get(drafted, {"page": 2}).status_code == 200

    as_lin.post(f"{drafted}save/")

    said = sum(not one.is_notice for one in chat.lines)
    with scopes_disabled():
        figures = PasteDraft.objects.get().figures
        assert figures["messages"] == said
        assert Report.objects.count() == figures["kept"]
        assert Need.objects.filter(state="NEW").count() == figures["needs"]
        assert not Need.objects.filter(spans={}).exists()
