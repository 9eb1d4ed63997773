"""A table on its way in, in Chromium: uploaded, columns matched, tried, judged row by row, loaded, taken back."""

import re

import pytest

from tests.browser.conftest import DESKTOP, PHONE, violations
from tests.browser.test_draft import figure_of, too_wide
from tests.intake.tables_made import official

BROKEN = "单位名称,所在地,物资名称,数量,计量单位\n示例第一卫生院,英山县,医用外科口罩,200,只\n示例第二卫生院,英山县,,50,只\n"


@pytest.fixture
def uploaded(open_page, demo, slug):
    """Return an opener of the page of columns of a file that lin uploads."""

    def opener(content, *, name, **options):
        page = open_page(user="lin", **options)
        page.goto(f"{demo.url}/e/{slug}/imports/")
        assert (violations(page), too_wide(page)) == ([], 0)
        kind = "text/csv" if name.endswith("csv") else "application/octet-stream"
        page.set_input_files("input[type=file]", {"name": name, "mimeType": kind, "buffer": content})
        page.locator("form.import-new button[type=submit]").click()
        page.wait_for_url(re.compile("/columns/"))
        return page

    return opener


def tried(page):
    page.locator("form.import-columns .btn-primary").click()
    page.locator("#verdicts").wait_for(timeout=60_000)
    assert (violations(page), too_wide(page)) == ([], 0)


def test_official_table_walks_from_upload_to_undo_and_back(uploaded, outside, errors):
    page = uploaded(official(), name="示例接收公示.xlsx", size=DESKTOP)
    assert (violations(page), too_wide(page)) == ([], 0)
    role = page.locator("tr.roles select").nth(1)
    assert role.input_value() == "DONOR"
    role.select_option("IGNORE")
    page.wait_for_function("document.querySelectorAll('tr.roles select')[1].value === 'IGNORE'")
    page.wait_for_load_state("networkidle")
    page.locator("tr.roles select").nth(1).select_option("DONOR")
    page.wait_for_load_state("networkidle")

    tried(page)
    verdicts = page.locator("table.verdicts")
    assert verdicts.locator("tr", has_text="合计行").count() == 1
    assert verdicts.locator("tr", has_text="50箱(*1000)").count() == 1
    assert page.locator("#load-title").inner_text().startswith("可以载入")
    page.locator("nav.tables a.chip", has_text="不能载入").click()
    page.locator("table.verdicts tbody tr").first.wait_for()
    assert "-5" in page.locator("table.verdicts").inner_text()

    page.locator("input[name=policy][value=SKIP], select[name=policy]").first.wait_for()
    if page.locator("select[name=policy]").count():
        page.select_option("select[name=policy]", "SKIP")
    else:
        page.check("input[name=policy][value=SKIP]")
    page.locator("form[action$='/load/'] button").click()
    page.get_by_role("button", name="撤销整批").wait_for(timeout=60_000)
    assert (violations(page), too_wide(page)) == ([], 0)
    offers = figure_of(page, "资源")
    assert offers >= 4

    page.get_by_role("button", name="撤销整批").click()
    page.get_by_role("button", name="恢复这一批").wait_for()
    assert (violations(page), figure_of(page, "已撤回")) == ([], offers)
    page.get_by_role("button", name="恢复这一批").click()
    page.get_by_role("button", name="撤销整批").wait_for()
    assert figure_of(page, "资源") == offers
    page.get_by_role("button", name="撤销整批").click()
    page.get_by_role("button", name="恢复这一批").wait_for()
    assert (outside, errors) == ([], [])


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_on_the_phone_a_refused_row_says_which_cell_and_what_to_do(uploaded, outside, errors, language):
    page = uploaded(BROKEN.encode(), name=f"{language}.csv", size=PHONE, language=language)
    assert (violations(page), too_wide(page)) == ([], 0)

    tried(page)
    said = page.locator("table.verdicts tr", has_text="没有写物资" if language == "zh-CN" else "item")
    assert said.count() >= 1
    page.locator("form[action$='/discard/'] button").click()
    page.wait_for_url(re.compile("/imports/$"))
    assert (outside, errors) == ([], [])


def test_file_that_is_no_table_is_refused_on_the_page(open_page, demo, slug, outside):
    page = open_page(user="lin")
    page.goto(f"{demo.url}/e/{slug}/imports/")
    page.set_input_files(
        "input[type=file]",
        {
            "name": "表.xlsx",
            "mimeType": "application/octet-stream",
            "buffer": b"<html><table></table></html>",
        },
    )
    page.locator("form.import-new button[type=submit]").click()
    page.locator(".errorlist").first.wait_for()

    assert "网页" in page.locator(".errorlist").first.inner_text()
    assert outside == []
