"""The walk of a crisis that was, from a plan to a corrected bulletin, as a newcomer would: only what pages show.

A plan by a rule, a line altered, a loaded lorry with its waybill, a driver's report, a short receipt by a code, the
difference cleared up, the public trace, a bulletin, open data, a question answered and a corrected issue. On an
invented replay, at desk and on the phone; on the real one of 2020 where it is present. After each step the books
must hold just the pieces that moved, and nobody named on the way may be found in what is public.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.browser.bridge import (
    ASKER,
    ASKER_PHONE,
    CRITIC,
    CRITIC_PHONE,
    DRIVER,
    FEW_VERSIONS,
    GIVER,
    GIVER_PHONE,
    ITEM,
    SIGNER,
    Books,
    canaries_in,
    is_within,
    number,
    paper_of,
    press,
    replay,
    served,
    sign_in,
)
from tests.browser.conftest import DESKTOP, PHONE, violations
from tests.conftest import SHARED

SHORT, BACK, SPOILED = 3, 1, 5
LEAST = 10
STATION = "示例路卫生服务站"
FILES = [
    f"{table}.{form}" for table in ("stock", "delivered", "receivers", "unmet") for form in ("csv", "json")
]
WALKS = [
    pytest.param("invented", DESKTOP, id="invented-desktop"),
    pytest.param("real", PHONE, id="real-phone", marks=pytest.mark.shared),
]


@pytest.fixture(scope="module")
def house(request, tmp_path_factory):
    """A replay with its goods: its folder of data, two needs and two offers of one thing."""
    if request.param == "invented":
        return request.getfixturevalue("invented")
    if not (SHARED / "data").exists():
        pytest.skip("../shared is absent")
    data = SHARED / "data"
    stop = ("--stop-after", FEW_VERSIONS)
    return replay(tmp_path_factory.mktemp("real"), data / "wuhan2020", data / "redcross_wuhan2020", *stop)


@pytest.fixture
def browser(chromium):
    """Return an opener of pages that keeps what went wrong on them."""
    contexts, wrong = [], []

    def opener(size):
        context = chromium.new_context(viewport=size, locale="zh-CN", has_touch=size is PHONE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 400 else None)
        return page

    yield opener, wrong
    for context in contexts:
        context.close()


def confirm(page):
    """Say of the record on the page that somebody asked and it is so."""
    with page.expect_navigation():
        page.get_by_role("button", name="属实", exact=True).first.click()
    page.wait_for_load_state("networkidle")


def paste(page, crisis, message, kind):
    """Paste a message, save it, open what it became and confirm that."""
    page.goto(f"{crisis}/paste/")
    page.fill("main textarea", message)
    press(page, "保存")
    page.locator(f"main a[href*='/{kind}/']").first.click()
    page.wait_for_url(re.compile(f"/{kind}/[0-9a-f-]{{36}}/"))
    confirm(page)


def make_plan(page, crisis):
    page.goto(f"{crisis}/plans/what-if/?rule=proportional")
    press(page, "按此规则生成方案")
    assert "按同一比例" in page.inner_text("main")
    assert is_within(page)
    return page.url


def lines_to_take(page):
    """Return place and pieces of two lines for two recipients, the first for the person's station."""
    lines = page.locator("main li.line")
    told = [
        (
            lines.nth(place).locator(".line-title b").first.inner_text(),
            place,
            int(lines.nth(place).locator("input[name=quantity]").input_value()),
        )
        for place in range(lines.count())
    ]
    large = [one for one in told if one[2] >= LEAST]
    station = next(one for one in large if STATION in one[0])
    other = next(one for one in large if STATION not in one[0])
    return station[1:], other[1:]


def confirm_lines(page):
    """Take one piece off one line and confirm it, confirm another as it stands; return both quantities."""
    quantities = []
    for (place, proposed), less in zip(lines_to_take(page), (1, 0), strict=True):
        line = page.locator("main li.line").nth(place)
        line.locator("input[name=quantity]").fill(str(proposed - less))
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            line.get_by_role("button", name="确认").click()
        line.get_by_role("link", name="看对接").wait_for()
        assert ("人工改为" in line.inner_text()) is bool(less)
        quantities.append(proposed - less)
    return quantities


def load_lorry(page, crisis):
    """Load one lorry for both and return the address of its waybill."""
    page.goto(f"{crisis}/shipments/new/")
    for box in page.locator("input[name=match]").all():
        box.check()
    press(page, "排先后")
    assert page.locator("ol.stops li").count() == 2
    assert is_within(page)
    page.fill("input[name=vehicle]", "鄂A·D0004")
    page.fill("input[name=driver]", DRIVER)
    press(page, "装车发出")
    page.wait_for_url(re.compile("/shipments/"))
    assert is_within(page)
    assert violations(page) == []
    return page.url


def drive(phone, url, code):
    """Tell on the driver's phone that the lorry left, arrived and handed over at its first stop."""
    phone.goto(f"{url}/d/")
    phone.fill("main input[name=code]", code)
    phone.locator("main button[type=submit]").first.click()
    phone.wait_for_selector("#trip[data-ready]")
    for word, told in (("出发了", "left"), ("到达", "arrived"), ("交付", "handed")):
        phone.get_by_role("button", name=word, exact=True).first.click()
        phone.wait_for_selector(f".told-{told}")
    assert violations(phone) == []
    assert is_within(phone)


def receive(phone, address, *, less):
    """Sign on a phone for what came; return what was sent, and the address of the trace."""
    phone.goto(address)
    sent = number(phone.locator(".coming-amount").inner_text())
    phone.locator("main label").filter(has_text="少了" if less else "如数").first.click()
    if less:
        phone.fill("main input[name=quantity]", str(sent - less))
    phone.fill("main input[name=signer]", SIGNER)
    assert violations(phone) == []
    assert is_within(phone)
    phone.get_by_role("button", name=re.compile("确认签收")).first.click()
    link = phone.locator("main a[href*='/t/']").first
    link.wait_for()
    return sent, link.get_attribute("href")


def settle(page, crisis, kind, pieces):
    page.goto(f"{crisis}/differences/")
    form = page.locator("main form").filter(has=page.locator("select[name=kind]")).first
    form.locator("select[name=kind]").select_option(kind)
    form.locator("input[name=quantity]").fill(str(pieces))
    press(page, "记下")


def issue(page, crisis):
    """Open the board, issue, and return the moment just before and the public address of the issue."""
    page.goto(f"{crisis}/bulletins/")
    press(page, "开公告栏")
    before = datetime.now(tz=ZoneInfo("Asia/Shanghai"))
    press(page, "现在发一期")
    page.goto(f"{crisis}/bulletins/")
    assert is_within(page)
    return before, page.get_by_role("link", name="第 1 期").first.get_attribute("href")


def figures_of(page):
    """Return came, sent, signed and in hand of the item, as a bulletin says them."""
    row = page.locator("table.books tbody tr").filter(has_text=ITEM).first
    return [
        number(row.locator(f"td[data-label={one}]").inner_text())
        for one in ("收进", "发出", "签收", "期末在手")
    ]


def write_off_late(page, crisis, at):
    """Find pieces spoiled that were so before the issue; the lot with most of them free."""
    page.goto(f"{crisis}/stock/")
    rows = page.locator("main table.list").nth(1).locator("tbody tr")
    free = [number(rows.nth(one).locator("td.num").first.inner_text()) for one in range(rows.count())]
    rows.nth(free.index(max(free))).locator("a").first.click()
    page.wait_for_url(re.compile("/lots/"))
    form = page.locator("form[action$='/write-off/']")
    form.locator("input[name=quantity]").fill(str(SPOILED))
    form.locator("input[name=reason]").fill("示例：受潮")
    form.locator("input[name=happened_at]").fill(f"{at:%Y-%m-%dT%H:%M:%S}")
    press(page, "报损", form)
    assert "已报损" in page.inner_text("main, body")
    assert is_within(page)


def correct(page, crisis):
    page.goto(f"{crisis}/bulletins/")
    page.get_by_role("link", name="更正", exact=True).first.click()
    page.wait_for_url(re.compile("/correct/"))
    assert "会改这些" in page.inner_text("main")
    assert is_within(page)
    page.fill("main [name=note]", "示例：补记受潮 5 只")
    press(page, "发布更正")


def ask(stranger, address):
    """Tell, as anybody may, that something is wrong."""
    stranger.goto(address)
    stranger.get_by_role("link", name="这里有误？").click()
    stranger.wait_for_url(re.compile("/question/"))
    stranger.fill("main [name=text]", f"示例数据：我是{CRITIC}，电话 {CRITIC_PHONE}，数不对")
    stranger.fill("main [name=contact]", CRITIC_PHONE)
    assert is_within(stranger)
    press(stranger, "提交")


def answer(page, crisis, words):
    page.goto(f"{crisis}/bulletins/")
    page.fill("main [name=answer]", words)
    press(page, "公开答复")


@pytest.mark.parametrize(("house", "size"), WALKS, indirect=["house"])
def test_from_a_plan_to_a_corrected_bulletin(house, browser, tmp_path, size):
    kept, (needs, offers) = house
    open_page, wrong = browser
    with served(kept, tmp_path / "data") as url:
        crisis, page = f"{url}/e/wuhan-2020", open_page(size)
        sign_in(page, url)
        # What is years old counts only once somebody has asked again.
        for path in (*(f"needs/{one}" for one in needs), *(f"offers/{one}" for one in offers)):
            page.goto(f"{url}/{path}/")
            confirm(page)
        paste(
            page,
            crisis,
            f"示例数据：武汉市{STATION}急需{ITEM}800只，联系人{ASKER} {ASKER_PHONE}",
            "needs",
        )
        paste(
            page,
            crisis,
            f"示例数据：{GIVER}可捐{ITEM}900只，人在武汉市，随时可发，电话 {GIVER_PHONE}",
            "offers",
        )
        stranger = open_page(PHONE)
        books, loaded = goods_arrive(url, crisis, page, stranger, open_page)
        bulletin_is_corrected(url, crisis, page, stranger, books, loaded)
        assert [violations(one) for one in (stranger, page)] == [[], []]
    assert wrong == []


def goods_arrive(url, crisis, page, stranger, open_page):
    """From the plan to the public trace; return the books and how many pieces were loaded."""
    plan = make_plan(page, crisis)
    books = Books(page, crisis)
    assert books.now["AVAILABLE"] == books.came_in

    page.goto(plan)
    altered, other = confirm_lines(page)
    loaded = altered + other
    books.moved(AVAILABLE=-loaded, HELD=loaded)

    bill = load_lorry(page, crisis)
    codes = page.locator("ol.drops .drop-code .code").all_inner_texts()
    paper = paper_of(page)
    assert all(one in paper.replace("\n", "") for one in (*codes, f"{altered:,}", f"{other:,}"))
    assert [one for one in canaries_in(paper) if one != DRIVER] == []  # who drives stands on the waybill
    drive(open_page(PHONE), url, page.locator(".trip-code .code").inner_text())
    books.moved(HELD=-loaded, IN_TRANSIT=loaded)

    # The first drop by the address that the QR holds, the second by its code.
    short, trace = receive(open_page(PHONE), f"{url}/r/{codes[0].replace('-', '')}/", less=SHORT)
    books.moved(IN_TRANSIT=-short, DELIVERED=short - SHORT, DIFFERENCE=SHORT)
    full, other_trace = receive(open_page(PHONE), f"{url}/r/{codes[1].replace('-', '')}/", less=0)
    assert short + full == loaded
    books.moved(IN_TRANSIT=-full, DELIVERED=full)

    settle(page, crisis, "BACK", BACK)
    books.moved(DIFFERENCE=-BACK, AVAILABLE=BACK)
    settle(page, crisis, "LOST", SHORT - BACK)
    assert "没有待查的差异" in page.inner_text("main")
    books.moved(DIFFERENCE=BACK - SHORT, WRITTEN_OFF=SHORT - BACK)

    page.goto(bill)
    assert page.locator("ol.drops li").filter(has_text="已签收").count() == 2
    stranger.goto(f"{url}{trace}")
    told = stranger.inner_text("main")
    for words in (
        f"签收 {short - SHORT:,} 只",
        f"报损 {SHORT - BACK} 只",
        f"重新入库 {BACK} 只",
        "司机报到达",
    ):
        assert words in told
    page.goto(f"{crisis}/stock/")
    lots = page.locator("main table.list").nth(1).locator("a code").all_inner_texts()
    assert_nobody_is_named(stranger, [trace, other_trace, *(f"/t/{one}/" for one in lots)], url)
    return books, loaded


def bulletin_is_corrected(url, crisis, page, stranger, books, loaded):
    """From an issue with the figures of the books to its second version, a question and the open data."""
    at, address = issue(page, crisis)
    stranger.goto(f"{url}{address}")
    in_hand = books.now["AVAILABLE"]
    assert figures_of(stranger) == [books.came_in, loaded, loaded - SHORT, in_hand]
    ask(stranger, f"{url}{address}")

    write_off_late(page, crisis, at)
    books.moved(AVAILABLE=-SPOILED, WRITTEN_OFF=SPOILED)
    correct(page, crisis)
    answer(page, crisis, "示例：漏记了受潮的 5 只，已更正")

    stranger.goto(f"{url}{address}")
    assert figures_of(stranger) == [books.came_in, loaded, loaded - SHORT, in_hand - SPOILED]
    told = stranger.inner_text("main")
    assert all(one in told for one in ("补记受潮 5 只", "第 2 版", "漏记了受潮", "已在第 2 版更正"))
    stranger.goto(f"{url}{address}?v=1")
    assert figures_of(stranger)[3] == in_hand
    assert "看现行版" in stranger.inner_text("main")
    assert_nobody_is_named(stranger, [address, f"{address}?v=1", f"{address}content.json"], url)
    assert_open_data(stranger, url, address, in_hand - SPOILED)

    page.goto(f"{crisis}/hindsight/?source=OWN")
    assert "按物资" in page.inner_text("main")


def assert_nobody_is_named(stranger, paths, url):
    """Look for the people of the walk in what anybody may read, to the last sign."""
    for path in paths:
        answer = stranger.request.get(f"{url}{path}")
        assert answer.ok, path
        assert canaries_in(answer.text()) == [], path
    assert is_within(stranger)


def assert_open_data(stranger, url, address, in_hand):
    """Fetch all open tables: they say what the page says, and name nobody."""
    board = re.match(r"(/b/[^/]+/)", address)[1]
    assert_nobody_is_named(stranger, [f"{board}data/", *(f"{board}data/{one}" for one in FILES)], url)
    rows = stranger.request.get(f"{url}{board}data/stock.json").json()["rows"]
    (row,) = [one for one in rows if ITEM in one.values()]
    assert in_hand in row.values()
    assert 2 in row.values()
