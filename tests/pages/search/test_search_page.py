import pytest
from django.urls import reverse
from django_scopes import scope

from tests.makers import make_need

PAGE = "pages:search"


@pytest.fixture
def need(lin, crisis, mask, yingshan, association):
    with scope(organization=association.pk):
        return make_need(lin, crisis, item=mask, place=yingshan, party_text="示例<b>卫生院")


def ask(client, **asked) -> str:
    return client.get(reverse(PAGE), asked).content.decode()


def test_the_words_asked_for_are_lit(as_lin, need):
    assert "<mark>口罩</mark>" in ask(as_lin, q="口罩")


def test_a_name_is_shown_as_text(as_lin, need):
    body = ask(as_lin, q="卫生院")

    assert "示例&lt;b&gt;</span><mark>卫生院</mark>" in body


@pytest.mark.parametrize(
    "asked",
    [
        {"q": '" OR 1=1 --'},
        {"q": "口罩*"},
        {"q": "口罩' & '"},
        {"q": "口罩", "before": "x"},
        {"q": "口罩", "before": "9" * 30},
        {"q": "口罩", "kind": "care_file"},
        {"q": "_kneed"},
        {"q": "a" * 500},
        {"q": "NEAR(口罩)"},
    ],
)
def test_no_question_breaks_the_page(as_lin, need, asked):
    assert as_lin.get(reverse(PAGE), asked).status_code == 200


def test_the_index_is_not_asked_by_its_own_tokens(as_lin, need):
    assert 'id="found-need"' not in ask(as_lin, q="_kneed")


def test_an_empty_box_says_what_can_be_written(as_lin, crisis):
    assert "拼音首字母" in ask(as_lin)


def test_the_page_of_a_kind_shows_that_kind_alone(as_lin, need):
    body = ask(as_lin, q="口罩", kind="need")

    assert 'id="found-need"' in body
    assert 'id="found-item"' not in body


def test_a_volunteer_of_another_association_finds_nothing_of_ours(as_zhao, need):
    assert 'id="found-need"' not in ask(as_zhao, q="口罩")


def test_the_page_asks_to_sign_in(client, need):
    assert client.get(reverse(PAGE), {"q": "口罩"}).status_code == 302
