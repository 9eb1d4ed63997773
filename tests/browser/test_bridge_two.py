"""From the gap map to what a department did: as a coordinator walks it, a liaison answers, and canaries stay home."""

import io
import re
import subprocess
import zipfile
from datetime import date

from tests.browser.conftest import DESKTOP, PHONE, follow, violations

NAME, TELEPHONE = "王金雀", "15400000777"
ITEM = "制氧机"
TOLD = f"示例数据：英山县石头咀镇卫生院急需{ITEM}30台，联系人{NAME} {TELEPHONE}"
PROBLEM = f"乡镇卫生院的{ITEM}需求不在官方清单里"
TITLE = f"关于把乡镇卫生院{ITEM}需求纳入每日清单的建议"
ASK = f"请县卫生健康部门三日内为各乡镇卫生院调配{ITEM}，并把乡镇的需求写进每日清单。"
DEPARTMENTS = ("示例县卫生健康局", "示例县应急管理局")
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


def paste(page, crisis):
    """Take in one message, as a volunteer pastes it."""
    page.goto(f"{crisis}/paste/")
    page.fill("textarea[name=text]", TOLD)
    page.locator("#paste-go").click()
    page.wait_for_url(re.compile("/reports/"))


def to_finding(page, crisis):
    """Search, and go from the list to the finding on the oxygen makers."""
    page.goto(f"{crisis}/gaps/")
    follow(page, "form[action$='/gaps/find/'] button[type=submit]")
    for more in page.locator("main summary", has_text="其余").all():
        more.click()
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile(f"英山县.*{ITEM}")).first.click()
    assert "官方清单" in page.inner_text("main")
    page.fill("input[name=note]", "打过电话，属实")
    follow(page, "button[name=state][value=CONFIRMED]")
    return page.url


def to_evidence(page):
    """Freeze the records behind the finding; return the address of the bundle."""
    with page.expect_navigation():
        page.get_by_role("link", name="定格为证据").click()
    assert "现在定格会是几级" in page.inner_text("main")
    with page.expect_navigation():
        page.get_by_role("button", name="全部定格").click()
    assert "/evidence/" in page.url
    return page.url


def to_proposal(page, finding):
    """Draft a proposal from the finding, with one item that stands on the bundle."""
    page.goto(finding)
    with page.expect_navigation():
        page.get_by_role("link", name="拟一条建议").click()
    page.fill("input[name=title]", TITLE)
    page.fill("textarea[name=analysis]", "现行清单只统计县级医院；乡镇卫生院没有填报的口子。")
    page.select_option("select[name=format]", "OPINION")
    page.locator("main form.panel button[type=submit]").click()
    page.wait_for_url(re.compile(r"/proposals/[0-9a-f-]{36}/"))
    add = page.locator("#add")
    add.locator("input[name=problem]").fill(PROBLEM)
    add.locator("textarea[name=ask]").fill(ASK)
    add.locator("input[name=new_addressee]").fill(DEPARTMENTS[0])
    add.locator("input[name=indicator]").fill("每日清单里出现乡镇卫生院的行数")
    add.locator("label.pick-row", has_text=f"这里的人要{ITEM}").locator("input").check()
    with page.expect_navigation():
        add.get_by_role("button", name="添加").click()
    return page.url.split("#")[0]


def papers(page, proposal):
    """Return the words of the Word file and of the PDF."""
    address = proposal.rstrip("/")
    word = page.request.get(f"{address}/docx/")
    printed = page.request.get(f"{address}/pdf/")
    assert (word.status, printed.status) == (200, 200)
    with zipfile.ZipFile(io.BytesIO(word.body())) as parts:
        document = re.sub(r"<[^>]+>", "", parts.read("word/document.xml").decode())
    read = subprocess.run(["pdftotext", "-", "-"], input=printed.body(), capture_output=True, check=True)
    return document, read.stdout.decode()


def file_with_two(page, proposal):
    """File the proposal with two departments on one day."""
    page.goto(proposal)
    form = page.locator("#filing")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    boxes = form.locator("input[name=departments]")
    for at in range(2):
        boxes.nth(at).check()
    form.locator("select[name=channel]").select_option("OPINION")
    form.locator("input[name=filed_on]").fill(date.today().isoformat())  # noqa: DTZ011 - the day on the page
    with page.expect_navigation():
        form.get_by_role("button", name="登记报送").click()


def open_link(page, crisis):
    """Open a link for the department the item is addressed to; return its address."""
    page.goto(f"{crisis}/departments/")
    page.select_option("select[name=department]", label=DEPARTMENTS[0])
    page.fill("input[name=place]", "英山县")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_selector("input[data-select]")
    return page.input_value("input[data-select]")


def answer(phone):
    """Answer on a telephone, without an account, what the item asks."""
    item = phone.locator("article.door-item").filter(has_text=ITEM).first
    item.locator("input[name=answer][value=ADOPTED]").check()
    item.locator("textarea[name=text]").fill("已列入每日清单，本周内调配到位。")
    item.locator("input[name=reference]").fill("示例〔2026〕7 号")
    with phone.expect_navigation():
        item.get_by_role("button", name="记下答复").click()


def record_outcome(page, proposal):
    """Say by which clause of which text the item was enacted, and how surely that is due to us."""
    page.goto(proposal)
    assert "已列入每日清单" in page.inner_text("main")
    form = page.locator("#outcome")
    form.locator("summary").click()
    form.locator("select[name=item]").select_option(index=1)
    form.locator("select[name=step]").select_option("ENACTED")
    form.locator("input[name=happened_on]").fill(date.today().isoformat())  # noqa: DTZ011
    form.locator("input[name=clause]").fill("《示例县物资保障办法》第五条第二款")
    form.locator("select[name=attribution]").select_option("2")
    form.locator("textarea[name=text]").fill("乡镇卫生院每日填报急需设备。")
    with page.expect_navigation():
        form.get_by_role("button", name="登记").click()
    assert "第五条第二款" in page.inner_text("main")


def test_from_the_map_to_a_finding_to_a_proposal_to_an_answer_and_back(
    open_page, demo, slug, outside, errors
):
    crisis, page, phone = (
        f"{demo.url}/e/{slug}",
        open_page(size=DESKTOP, user="lin"),
        open_page(size=PHONE),
    )
    paste(page, crisis)
    finding = to_finding(page, crisis)
    bundle = to_evidence(page)
    proposal = to_proposal(page, finding)
    file_with_two(page, proposal)
    word, printed = papers(page, proposal)
    phone.goto(open_link(page, crisis))
    left = {"Word": word, "PDF": printed, "door": phone.content()}
    assert violations(phone) == []
    assert not phone.evaluate(WIDER)
    answer(phone)
    record_outcome(page, proposal)
    page.goto(bundle)

    assert ITEM in page.inner_text("main")
    assert TITLE in page.inner_text("main")
    left["answered"] = phone.content()
    for path in ("findings.csv", "grid.csv"):
        left[path] = page.request.get(f"{crisis}/gaps/{path}").body().decode("utf-8-sig")
    assert {name for name, text in left.items() if NAME in text or TELEPHONE in text} == set()
    assert {name for name, text in left.items() if ITEM not in text} <= {
        "grid.csv"
    }  # a rare thing has no column
    assert ASK[:20] in word
    assert (outside, errors) == ([], [])
