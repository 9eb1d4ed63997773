"""ODK Web Forms and Enketo, in a real Chromium, fill a form made in a spreadsheet and send it."""

import pytest

from tests.clients.conftest import ANSWERS, SURVEY, photograph

pytestmark = pytest.mark.django_db(transaction=True)
PHOTO = {"name": "照片 1.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
LABELS = {name: label for _type, name, label, *_more in SURVEY}
CLIENTS = ("enketo", "web_forms")


def fill_and_send(page, name: str) -> None:
    """Type in every answer, choose a photograph, send."""
    {"enketo": fill_enketo, "web_forms": fill_web_forms}[name](page)
    page.click("#send" if name == "enketo" else ".odk-form button:has-text('Send')")


def fill_enketo(page) -> None:
    for path, text in ANSWERS.items():
        if path == "tier":
            page.check(f'input[name="/data/tier"][value="{text}"]')
            continue
        page.fill(".widget.date input" if path == "deadline" else f'input[name="/data/{path}"]', text)
        page.keyboard.press("Tab")
    page.set_input_files("input[type=file]", PHOTO)
    page.wait_for_selector(".file-preview img")


def fill_web_forms(page) -> None:
    page.wait_for_selector(".odk-form .question-container")
    for path, text in ANSWERS.items():
        if path == "tier":
            page.get_by_text("急需", exact=True).click()
            continue
        label = LABELS[path.rpartition("/")[2]]
        field = page.locator(".question-container", has=page.locator(f"label:text-is('{label}')"))
        typed = f"{text[5:7]}/{text[8:]}/{text[:4]}" if path == "deadline" else text
        field.locator("input").last.press_sequentially(typed)
        page.keyboard.press("Tab")
    page.locator("input[type=file]").last.set_input_files(PHOTO)
    page.wait_for_selector(".question-container img")


def answered(page) -> str:
    """Return what the page was told, once it was."""
    page.wait_for_function("document.querySelector('output').textContent !== ''")
    return page.text_content("output")


@pytest.mark.parametrize("name", CLIENTS)
def test_what_is_filled_in_is_the_need_that_is_kept_once(open_client, kept, expected, server, name):
    page = open_client(name, server)
    fill_and_send(page, name)

    first = answered(page)
    again = page.evaluate("code => window.again(code)", server.code)
    refused = page.evaluate("window.again('wrong')")

    assert (first[:3], again["status"], refused["status"]) == ("201", 202, 401)
    assert "请先留着" in refused["text"]
    assert kept() == expected
