"""A chat pasted at the desk and on the phone: looked at, judged, saved, taken back."""

import re

import pytest

from tests.browser.conftest import DESKTOP, PHONE, violations


@pytest.fixture
def reviewed(open_page, demo, slug):
    """Return an opener of the review of the sample chat, pasted by somebody."""

    def opener(user, **options):
        page = open_page(user=user, **options)
        page.goto(f"{demo.url}/e/{slug}/paste/?sample=chat")
        page.locator("#paste-go").click()
        page.wait_for_url(re.compile("/drafts/"))
        page.locator("#review").wait_for(timeout=60_000)
        return page

    return opener


ALONE = ".draft-group:not(:has(.draft-folded)) > .draft-need"
"""A need which no other message repeats."""


def figure(page, name):
    return int(re.search(r"\d+", page.locator(f".sum-{name}").inner_text())[0])


def too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_a_chat_is_judged_by_keyboard_saved_and_taken_back(reviewed, outside, errors):
    page = reviewed("lin", size=DESKTOP)
    assert violations(page) == []
    needs, offers = figure(page, "need"), figure(page, "offer")

    page.goto(page.url + "?show=need")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.line")
    first = page.locator(ALONE).first.get_attribute("id")
    page.locator(f"#{first}").focus()
    things = page.locator(f"#{first} .candidate").count()
    page.keyboard.press("i")
    page.wait_for_function(
        "id => document.querySelector('#' + id + ' [aria-pressed=true]')?.value === 'INFO'", arg=first
    )
    assert page.evaluate("document.activeElement.id") == first
    assert figure(page, "need") < needs
    page.keyboard.press("i")
    page.wait_for_function(
        "id => document.querySelector('#' + id + ' [aria-pressed=true]')?.value === 'NEED'", arg=first
    )
    assert figure(page, "need") == needs
    assert page.locator(f"#{first} .candidate").count() == things
    page.keyboard.press("x")
    page.wait_for_function(
        "id => document.querySelector('#' + id).classList.contains('draft-out')", arg=first
    )
    page.keyboard.press("x")
    page.wait_for_function(
        "id => !document.querySelector('#' + id).classList.contains('draft-out')", arg=first
    )

    page.keyboard.press("e")
    page.locator("[name=v0-item]").wait_for()
    assert violations(page) == []
    page.fill("[name=v0-item]", "帐篷")
    page.get_by_role("button", name="改好了").click()
    page.locator(f"#{first} .candidate", has_text="帐篷").wait_for()

    page.locator("#save-bar .btn-primary").dblclick()
    page.get_by_role("button", name="撤销整次粘贴").wait_for()
    assert violations(page) == []
    assert abs(figure_of(page, "需求") - needs) <= 1
    assert figure_of(page, "资源") == offers
    page.get_by_role("button", name="撤销整次粘贴").click()
    page.get_by_role("button", name="恢复这次粘贴").wait_for()
    assert violations(page) == []
    assert (outside, errors) == ([], [])


def figure_of(page, label):
    shown = page.locator(".figures li", has_text=label).first.inner_text()
    return int(re.search(r"\d[\d,]*", shown)[0].replace(",", ""))


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_on_the_phone_a_message_is_judged_with_the_thumb(reviewed, outside, errors, language):
    page = reviewed("chen", size=PHONE, language=language)
    assert (violations(page), too_wide(page)) == ([], 0)
    needs = figure(page, "need")

    line = page.locator(ALONE).first
    name = line.get_attribute("id")
    line.locator("button[value=INFO]").tap()
    page.locator(f"#{name} button[value=INFO][aria-pressed=true]").wait_for()
    assert figure(page, "need") < needs
    folded = page.locator(".draft-folded summary").first
    folded.tap()
    page.locator(".draft-folded[open] button[data-key=d]").first.tap()
    page.wait_for_load_state("networkidle")
    assert (violations(page), too_wide(page)) == ([], 0)

    page.locator("#save-bar .draft-discard button").tap()
    page.wait_for_url(re.compile("/paste/"))
    assert (outside, errors) == ([], [])


def test_a_dropped_file_lands_in_the_form(open_page, demo, slug):
    page = open_page(user="lin")
    page.goto(f"{demo.url}/e/{slug}/paste/")
    page.evaluate(
        """() => {
            const held = new DataTransfer();
            held.items.add(new File(["小林 2020/2/1 14:00:01\\n缺口罩200只\\n\\n老赵 2020/2/1 14:01:00\\n收到"], "群.txt"));
            const form = document.querySelector("[data-drop]");
            form.dispatchEvent(new DragEvent("dragover", {dataTransfer: held, bubbles: true, cancelable: true}));
            form.dispatchEvent(new DragEvent("drop", {dataTransfer: held, bubbles: true, cancelable: true}));
        }"""
    )
    assert page.evaluate("document.querySelector('[data-drop] input[type=file]').files[0].name") == "群.txt"

    page.locator("#paste-go").click()
    page.locator("#review").wait_for(timeout=60_000)

    assert "群.txt" in page.inner_text("main")
