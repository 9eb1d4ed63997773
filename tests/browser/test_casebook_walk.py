"""Four cases become a chapter and a book; a reader without scripts; two applications; a lesson met by the next epidemic."""

import uuid

from tests.browser.conftest import PHONE, follow, violations

CANARY = "示例数据：渡口的第七只木箱"
TITLES = ["前言", "浦东社工协会", "英山人新一代商会", "荆门义工联", "阿拉善SEE", "后记"]


def collection_of(page, demo) -> str:
    """Return the id of the collection of the four public cases."""
    page.goto(f"{demo.url}/cases/")
    return page.locator("a[href^='/books/']").first.get_attribute("href").split("/")[2]


def apply(page, demo, book, who) -> str:
    """Apply for the whole full text; return where the answer is read."""
    page.goto(f"{demo.url}/books/{book}/")
    follow(page, f"a[href$='/books/{book}/request/']")
    for name, text in (("applicant", "示例读者"), ("affiliation", who), ("purpose", "教学")):
        page.fill(f"[name={name}]", text)
    follow(page, "main form button[type=submit]")
    return page.url


def issue(editor, demo, book) -> None:
    """Write a full text into the foreword, and publish the Chinese edition anew."""
    editor.goto(f"{demo.url}/cases/collections/{book}/")
    part = editor.locator("#ASSOCIATION a[href*='/cases/parts/']").first.get_attribute("href")
    editor.goto(f"{demo.url}{part}")
    editor.fill("[name=full]", CANARY)
    follow(editor, "form[action$='/write/'] button")
    editor.goto(f"{demo.url}/books/{book}/")
    editor.locator("section:has(#h-zh-Hans) form[action$='/issue/'] button").click()
    editor.locator("#printing-zh-Hans .alert-success").wait_for(timeout=120_000)


def read(chromium, demo, book) -> list[str]:
    """Read the chapter on a phone without scripts; return its contents and the text of every page."""
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{demo.url}/books/{book}/zh-Hans/association.html")
    links = page.locator("main .opener li a")
    names = [href for one in links.all() if (href := one.get_attribute("href"))]
    assert [one.split("：")[0].strip() for one in links.all_inner_texts()] == TITLES
    told = []
    for name in names:
        page.goto(f"{demo.url}/books/{book}/zh-Hans/{name}")
        told.append(page.content())
    context.close()
    return told


def decide(lin, demo, who, form) -> str:
    """Grant or refuse an application; return its page."""
    lin.goto(f"{demo.url}/cases/requests/?state=ASKED")
    follow(lin, f"tr:has-text('{who}') a")
    address = lin.url
    lin.fill(f"[name={form}-reason]", "示例答复")
    follow(lin, f"form[action$='/{form}/'] button")
    return address


def opened(lin, address) -> int:
    """Return how often the log of an application says its text was opened."""
    lin.goto(address)
    return lin.locator("section:has(#h-log) li").count()


def test_cases_become_a_book_that_is_read_applied_for_and_logged(demo, open_page, chromium, outside):
    editor = open_page(user="wen")
    book = collection_of(editor, demo)
    issue(editor, demo, book)
    assert violations(editor) == []
    assert not [one for one in read(chromium, demo, book) if CANARY in one]

    given, declined = (apply(open_page(size=PHONE), demo, book, who) for who in ("示例大学", "示例公司"))
    lin = open_page(user="lin")
    granted, refused = decide(lin, demo, "示例大学", "grant"), decide(lin, demo, "示例公司", "refuse")
    reader = open_page(size=PHONE)
    reader.goto(declined)
    assert "示例答复" in reader.locator("main").inner_text()
    assert reader.locator("a[href*='/cases/full/']").count() == 0
    reader.goto(given)
    follow(reader, "a.btn-primary[href*='/cases/full/']")
    assert CANARY in reader.locator("main").inner_text()
    assert violations(reader) == []
    assert (opened(lin, granted), opened(lin, refused)) == (1, 0)
    assert outside == []


def test_a_lesson_of_2020_stands_on_the_page_of_an_epidemic_from_its_first_minute(demo, open_page):
    lin = open_page(user="lin")
    lin.goto(f"{demo.url}/registry/crises/new/")
    slug = f"flu-{uuid.uuid4().hex[:6]}"
    for name, text in (
        ("name", "示例流感"),
        ("began_on", "2026-11-01"),
        ("places", "英山县"),
        ("slug", slug),
    ):
        lin.fill(f"main [name={name}]", text)
    lin.select_option("main [name=hazard]", "EPIDEMIC")
    follow(lin, "form[action$='/crises/new/'] button")
    lin.goto(f"{demo.url}/e/{slug}/")

    assert "几天里就写成了建议" in lin.locator("#lessons").inner_text()
