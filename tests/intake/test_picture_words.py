"""Screenshots on the paste page: words come into the box, nothing is kept."""

import io
import re
import uuid
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.exceptions import PictureUnreadableError
from qiao.intake.models import Attachment, Report
from qiao.intake.views import pasting, picture_words

FRAGMENT = {"HTTP_HX_REQUEST": "true"}
ASK = "张三：英山县人民医院急需口罩500只"


@pytest.fixture
def url(crisis):
    return reverse("intake:read_pictures", args=(crisis.slug,))


@pytest.fixture
def reader(monkeypatch):
    """The words are what the file holds: the real reader has its own tests (tests/batch/test_pictures.py)."""

    def words(name, content):
        if content.startswith(b"\xff"):
            raise PictureUnreadableError(path=name, reason_zh="打不开。", reason_en="it does not open.")
        return content.decode()

    monkeypatch.setattr(picture_words, "words_of_picture", words)
    monkeypatch.setattr(pasting, "is_installed", lambda: True)


def picture(words=ASK, name="a.png"):
    return SimpleUploadedFile(name, words.encode() if isinstance(words, str) else words)


def box(answer):
    return unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.content.decode(), re.DOTALL)[1])


def test_the_words_stand_below_what_was_there_and_are_read_at_once(as_lin, url, reader):
    sent = {
        "text": "先前的话",
        "pictures": [picture(), picture("李四：有消毒液300桶")],
        "submission": uuid.uuid4(),
    }
    answer = as_lin.post(url, sent, **FRAGMENT)

    assert answer.status_code == 200
    assert box(answer).strip() == f"先前的话\n---\n{ASK}\n---\n李四：有消毒液300桶"
    page = answer.content.decode()
    assert 'id="preview" hx-swap-oob="true"' in page
    assert "英山县" in page.split('id="preview"')[1]
    assert "2 张图的字已放进文字框" in page
    assert str(sent["submission"]) in page
    with scopes_disabled():
        assert (Report.objects.count(), Attachment.objects.count()) == (0, 0)


def test_a_browser_without_scripts_gets_the_whole_page(as_lin, url, reader):
    answer = as_lin.post(url, {"text": "", "pictures": picture(), "submission": uuid.uuid4()})

    assert answer.status_code == 200
    assert box(answer).strip() == ASK
    assert "<h1>" in answer.content.decode()


def test_one_bad_picture_is_named_and_the_others_are_read(as_lin, url, reader):
    sent = {"text": "", "pictures": [picture(), picture(b"\xff", "坏.png")], "submission": uuid.uuid4()}
    answer = as_lin.post(url, sent, **FRAGMENT)

    assert answer.status_code == 200
    assert box(answer).strip() == ASK
    assert "图片 坏.png 用不了：打不开。" in answer.content.decode()


@pytest.mark.parametrize(
    ("pictures", "said"),
    [([], "请先选截图"), ([picture(name=f"{n}.png") for n in range(10)], "一次最多 9 张")],
)
def test_none_or_too_many_are_refused_and_the_text_stays(as_lin, url, reader, pictures, said):
    answer = as_lin.post(
        url, {"text": "先前的话", "pictures": pictures, "submission": uuid.uuid4()}, **FRAGMENT
    )

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert box(answer).strip() == "先前的话"


def test_where_the_reader_is_absent_the_page_does_not_offer_it(as_lin, crisis, monkeypatch):
    monkeypatch.setattr(pasting, "is_installed", lambda: False)

    assert 'id="pictures"' not in as_lin.get(reverse("intake:paste", args=(crisis.slug,))).content.decode()


def test_a_stranger_reads_no_pictures(client, url, reader):
    assert client.post(url, {"pictures": io.BytesIO(b"x")}).status_code in {302, 403}
