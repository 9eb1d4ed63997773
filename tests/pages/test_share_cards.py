"""What a chat shows of a shared address: title, a sentence and a picture on public pages, nothing on others."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

CARD = re.compile(r'<meta property="og:(\w+)" content="([^"]*)">')


def card(page: str) -> dict[str, str]:
    return dict(CARD.findall(page))


@pytest.mark.parametrize("path", ["/welcome/", "/cases/", "/cases/matrix/"])
@pytest.mark.parametrize(("language", "word"), [("zh-hans", "[\u4e00-\u9fff]"), ("en", "[A-Za-z]{3}")])
def test_a_public_page_has_a_card_in_the_readers_language(client, db, path, language, word):
    told = card(client.get(path, headers={"accept-language": language}).content.decode())

    assert set(told) >= {"type", "title", "description", "url", "image"}
    assert re.search(word, told["title"])
    assert re.search(word, told["description"])
    assert told["url"] == f"http://testserver{path}"


def test_the_address_on_a_card_carries_no_query(client, db):
    told = card(client.get("/cases/?q=15400000001").content.decode())

    assert told["url"] == "http://testserver/cases/"


def test_the_picture_exists_and_is_large_enough_for_a_chat(client, db):
    told = card(client.get("/welcome/").content.decode())

    path = finders.find(re.sub(r"^.*?/static/", "", told["image"]).split("?")[0])
    head = Path(path).read_bytes()[:24]
    width, height = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    assert told["image"].startswith("http://testserver/static/")
    assert min(width, height) >= 300  # what WeChat asks for at least


@pytest.mark.parametrize("path", ["/e/small/", "/e/small/inbox/", "/notices/", "/e/small/hooks/"])
def test_a_page_behind_the_sign_in_has_none(as_lin, crisis, at_work, path):
    assert card(as_lin.get(path).content.decode()) == {}


def test_the_page_of_a_receipt_code_has_none(client, db):
    page = client.get("/s/").content.decode()

    assert card(page) == {}
    assert "noindex" in page
