"""Several lorries on the pages of the sample: shared, moved, sent, printed and one called off; at both widths."""

import re

import pytest

from tests.browser.conftest import DESKTOP, PHONE, violations

PDF = "%PDF"


@pytest.fixture
def slug(open_page):
    return re.search(r"/e/([\w-]+)/", open_page(user="lin").content())[1]


def is_within(page) -> bool:
    """Say whether nothing runs over the right edge."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def press(page, name) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def weigh(page) -> None:
    """Say that a hundred pieces of everything weigh a kilogram."""
    for row in page.locator("li.weight").all():
        row.locator("input[name$=pieces]").fill("100")
        row.locator("input[name$=weight_kg]").fill("1")


@pytest.mark.parametrize(
    ("size", "language", "words"),
    [
        (DESKTOP, "zh-CN", ("分到各车", "按改动重算", "这次不走", "还没出发，要取消？", "取消这辆车")),
        (PHONE, "en", ("Share among the lorries", "Reckon with the changes", "Does not go this time", "Not left yet, to be called off?", "Call this lorry off")),
    ],
    ids=["desktop", "phone"],
)  # fmt: skip
def test_goods_are_shared_moved_sent_printed_and_called_off(
    demo, open_page, slug, outside, errors, size, language, words
):
    share, reckon, stay, about, call_off = words
    page = open_page(user="lin", size=size, language=language)
    page.goto(f"{demo.url}/e/{slug}/shipments/lorries/?all=1")
    waiting = page.locator("input[name=match]").count()
    assert waiting > 1
    weigh(page)
    for number in (1, 2):
        page.locator(f"input[name=l{number}-vehicle]").fill(f"示例车{number}")
        page.locator(f"input[name=l{number}-weight_kg]").fill("1500")
    press(page, share)
    assert page.locator("select.move").count() == waiting
    assert violations(page) == []
    assert is_within(page)

    # One on each lorry, all others stay for another day.
    for turn, select in enumerate(page.locator("select.move").all()):
        select.select_option({0: "1", 1: "2"}.get(turn, "0"))
    press(page, reckon)
    assert [one.locator("ol.stops li").count() for one in page.locator("section.loading").all()] == [1, 1]
    assert page.locator("select.move option:checked", has_text=stay).count() == waiting - 2
    page.locator("button[value=send]").click()
    page.wait_for_load_state()
    if page.locator("input[name=anyway]").count():
        page.locator("input[name=anyway]").check()
        page.locator("button[value=send]").click()
        page.wait_for_load_state()

    assert "/convoys/" in page.url
    assert page.locator("section.panel ol.stops li").count() == 2
    assert violations(page) == []
    assert is_within(page)
    papers = f"{page.url.partition('#')[0]}waybills.pdf"
    paper = page.request.get(papers)
    assert paper.body()[:4] == PDF.encode()

    for _lorry in (1, 2):
        page.locator("summary", has_text=about).first.click()
        page.locator("details[open] input[name=reason]").fill("示例：封路")
        page.locator("details[open] button", has_text=call_off).click()
        page.wait_for_load_state()
    assert page.locator("summary", has_text=about).count() == 0
    assert page.request.get(papers).status == 404
    page.goto(f"{demo.url}/e/{slug}/shipments/lorries/")
    assert page.locator("input[name=match]").count() == waiting
    assert (outside, [one for one in errors if "404" not in one]) == ([], [])
