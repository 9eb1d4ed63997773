"""A volunteer on a bad network: once on the page, then without a network, and nothing lost or doubled."""

import io
import re

import pytest
from PIL import Image

from tests.browser.conftest import DESKTOP, PHONE, violations

PATIENCE_MS = 20_000
GPS = 0x8825


def camera_photo() -> bytes:
    """A large picture with a place in it, as a telephone makes it."""
    image = Image.effect_noise((2400, 1800), 40).convert("RGB")
    held = image.getexif()
    held.get_ifd(GPS)[1] = "N"
    held[271] = "示例相机"
    file = io.BytesIO()
    image.save(file, "JPEG", exif=held)
    return file.getvalue()


@pytest.fixture(scope="module")
def address(demo, chromium) -> str:
    """The form of the sample crisis, as the welcome page leads to it."""
    page = chromium.new_page()
    page.goto(f"{demo.url}/welcome/")
    href = page.locator("a[href*='/form/']").first.get_attribute("href")
    page.close()
    return f"{demo.url}{href}"


@pytest.fixture
def phone(open_page, address):
    """A telephone that was on the page once: the worker has kept it."""
    page = open_page(size=PHONE)
    visit(page, address)
    page.evaluate(
        "new Promise((done) => navigator.serviceWorker.controller ? done()"
        " : navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }))"
        ".then(() => true)"
    )
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def visit(page, address):
    page.goto(address)
    page.wait_for_selector("form[data-ready]", timeout=PATIENCE_MS)


def fill(page, what="示例数据：温泉镇卫生院需要棉被", quantity="50床"):
    page.fill("[name=what]", what)
    page.fill("[name=where]", "英山县温泉镇")
    page.fill("[name=quantity]", quantity)
    page.fill("[name=contact]", "林女士 15400000091")
    page.check("[name=consent]")


def submit(page):
    page.locator("#report button.btn-lg").click()


def await_state(page, state):
    page.wait_for_selector(f"#outbox-items li[data-state={state}]", timeout=PATIENCE_MS)


def receipts(page) -> list[str]:
    return page.locator("#outbox-items .outbox-code").all_inner_texts()


def codes_open(page, demo, codes) -> bool:
    return all(page.request.get(f"{demo.url}/s/{code}/").status == 200 for code in codes)


def test_a_report_sent_with_a_network_gets_its_receipt_at_once(phone, demo, outside, errors):
    fill(phone)
    submit(phone)
    await_state(phone, "sent")

    (code,) = receipts(phone)
    assert re.fullmatch(r"(\d{4}-){3}\d{4}", code)
    assert codes_open(phone, demo, [code])
    assert (outside, errors) == ([], [])


def test_without_a_network_it_waits_survives_a_reload_and_is_sent_once(phone, address, demo):
    phone.context.set_offline(True)
    fill(phone)
    phone.set_input_files(
        "#photo-pick input", {"name": "门口.jpg", "mimeType": "image/jpeg", "buffer": camera_photo()}
    )
    phone.wait_for_selector("#photo-list img")
    submit(phone)
    await_state(phone, "waiting")

    visit(phone, address)
    await_state(phone, "waiting")
    assert phone.locator("#net").is_visible()
    assert phone.evaluate("[...document.images].every((one) => one.naturalWidth > 0)")

    sent = []
    phone.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    phone.context.set_offline(False)
    await_state(phone, "sent")

    assert len(sent) == 1
    assert codes_open(phone, demo, receipts(phone))
    phone.locator("#outbox-items a").click()
    phone.wait_for_load_state()
    assert phone.locator(".photos img").count() == 1


def test_a_photograph_leaves_the_phone_small_and_without_its_place(phone):
    phone.set_input_files(
        "#photo-pick input", {"name": "门口.jpg", "mimeType": "image/jpeg", "buffer": camera_photo()}
    )
    phone.wait_for_selector("#photo-list img")

    bytes_kept = phone.evaluate(
        "idb.openDB('qiao-reporter').then((db) => db.getAll('items'))"
        ".then((items) => Array.from(new Uint8Array(items[0].photos[0].bytes)))"
    )
    kept = Image.open(io.BytesIO(bytes(bytes_kept)))
    assert max(kept.size) == 1600
    assert not kept.getexif()


def test_an_answer_cut_off_makes_no_second_report(phone, demo):
    answers = []

    def cut(route):
        answers.append(route.fetch().status)
        if len(answers) == 1:
            route.abort()
        else:
            route.continue_()

    phone.route("**/form/send/", cut)
    fill(phone)
    submit(phone)
    await_state(phone, "waiting")
    phone.locator("#outbox-send").click()
    await_state(phone, "sent")

    assert answers[0] == 201
    assert 201 not in answers[1:]
    assert len(receipts(phone)) == 1


def take_up(page, state):
    """Tap “edit” until the words are back in the form: an item on its way cannot be taken."""
    for _ in range(50):
        page.locator(f"#outbox-items li[data-state={state}] button", has_text="修改").first.click()
        page.wait_for_timeout(100)
        if page.input_value("[name=what]"):
            return
    raise AssertionError("the item never came back to the form")


def test_an_edit_after_a_cut_off_answer_loses_neither_version(phone, demo):
    state = {"cut": True}

    def cut(route):
        if state["cut"]:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.route("**/form/send/", cut)
    fill(phone)
    submit(phone)
    await_state(phone, "waiting")
    take_up(phone, "waiting")
    state["cut"] = False
    phone.fill("[name=quantity]", "80床")
    submit(phone)
    await_state(phone, "sent")
    await_state(phone, "refused")
    take_up(phone, "refused")
    assert phone.input_value("[name=quantity]") == "80床"
    submit(phone)
    phone.locator("#outbox-items li[data-state=sent]").nth(1).wait_for(timeout=PATIENCE_MS)

    assert len(set(receipts(phone))) == 2
    assert codes_open(phone, demo, receipts(phone))


def test_what_is_on_its_way_cannot_be_taken_up_or_thrown_away(phone, demo):
    held = []
    phone.context.set_offline(True)
    fill(phone)
    submit(phone)
    await_state(phone, "waiting")
    line = phone.locator("#outbox-items li[data-state=waiting]")
    edit = line.locator("button", has_text="修改").element_handle()
    discard = line.locator("button", has_text="不要了").element_handle()
    phone.route("**/form/send/", lambda route: held.append(route))  # noqa: PLW0108 -- Playwright wraps functions only
    phone.context.set_offline(False)
    await_state(phone, "sending")

    # Fingers that came down on the buttons of a moment ago.
    edit.evaluate("(button) => button.click()")
    discard.evaluate("(button) => button.click()")
    phone.locator("#outbox-told", has_text="它正在发出").wait_for(timeout=PATIENCE_MS)
    assert phone.input_value("[name=what]") == ""

    held[0].continue_()
    await_state(phone, "sent")
    assert len(held) == 1
    assert codes_open(phone, demo, receipts(phone))


def test_a_second_window_with_the_same_draft_takes_nothing_from_what_was_sent(phone, address, demo):
    fill(phone)
    phone.wait_for_timeout(1000)
    second = phone.context.new_page()
    visit(second, address)
    assert second.input_value("[name=quantity]") == "50床"

    submit(phone)
    await_state(phone, "sent")
    second.fill("[name=quantity]", "70床")
    submit(second)
    second.locator("#outbox-items li[data-state=sent]").nth(1).wait_for(timeout=PATIENCE_MS)

    assert len(set(receipts(second))) == 2
    assert codes_open(second, demo, receipts(second))


def test_a_refused_report_stays_editable_and_goes_once_it_is_right(phone):
    # A page of an older version, whose rules are not the server's any more.
    phone.evaluate("document.querySelector('[name=what]').removeAttribute('maxlength')")
    fill(phone, what="缺" * 1001)
    submit(phone)
    await_state(phone, "refused")
    take_up(phone, "refused")
    assert len(phone.input_value("[name=what]")) == 1001

    phone.fill("[name=what]", "示例数据：温泉镇卫生院需要棉被")
    submit(phone)
    await_state(phone, "sent")

    assert phone.locator("#outbox-items li").count() == 1


def test_what_is_missing_is_said_without_a_network_too(phone):
    phone.context.set_offline(True)
    phone.fill("[name=quantity]", "-5")
    submit(phone)

    assert phone.locator("#report .errorlist").count() == 4
    assert phone.locator("[name=what]:focus").count() == 1
    assert violations(phone) == []


def test_a_half_written_report_is_still_there_after_the_page_was_closed(phone, address):
    phone.context.set_offline(True)
    phone.fill("[name=what]", "示例数据：写到一半")
    phone.wait_for_timeout(900)

    visit(phone, address)

    assert phone.input_value("[name=what]") == "示例数据：写到一半"


def test_nothing_that_was_written_stays_on_the_phone_once_sent(phone):
    fill(phone)
    submit(phone)
    await_state(phone, "sent")

    kept = phone.evaluate(
        "idb.openDB('qiao-reporter').then((db) => db.getAll('items')).then((items) => JSON.stringify(items))"
    )
    assert "15400000091" not in kept
    assert "棉被" not in kept


def test_a_shared_phone_can_be_cleared(phone, address):
    fill(phone)
    submit(phone)
    await_state(phone, "sent")

    phone.locator("#outbox-clear").click()
    phone.locator("#outbox").wait_for(state="hidden")
    visit(phone, address)

    assert receipts(phone) == []


def test_the_phone_keeps_no_page_behind_a_code(phone):
    fill(phone)
    submit(phone)
    await_state(phone, "sent")
    phone.locator("#outbox-items a").click()
    phone.wait_for_load_state()
    phone.go_back()

    kept = phone.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((one) => one.keys()))))"
        ".then((all) => all.flat().map((request) => request.url))"
    )
    assert kept
    assert not [one for one in kept if "/s/" in one or "thanks" in one]


def test_a_new_worker_takes_over_and_throws_the_old_files_away(phone):
    phone.evaluate("caches.open('qiao-reporter-older').then((one) => one.put('/e/x', new Response('old')))")

    # Another address of the script is to the browser what another version of it is: it installs it anew.
    names = phone.evaluate(
        "navigator.serviceWorker.register(document.getElementById('report').dataset.worker + '?next')"
        ".then(async () => { for (let tries = 0; tries < 100; tries++) {"
        " if (!(await caches.has('qiao-reporter-older'))) break;"
        " await new Promise((done) => setTimeout(done, 100)); } return caches.keys(); })"
    )

    assert len(names) == 1
    assert "older" not in names[0]


def test_inside_wechat_the_form_is_sent_and_answered(chromium, address, demo):
    agent = (
        "Mozilla/5.0 (Linux; Android 12; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
        "Chrome/107.0.0.0 Mobile Safari/537.36 XWEB/5127 MMWEBSDK/20230604 MicroMessenger/8.0.38"
    )
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", user_agent=agent, service_workers="block")
    # What such browsers have lacked: no worker, no random ids, no clipboard.
    context.add_init_script("delete Crypto.prototype.randomUUID; delete Navigator.prototype.clipboard;")
    page = context.new_page()
    visit(page, address)
    fill(page)
    submit(page)
    await_state(page, "sent")

    assert codes_open(page, demo, receipts(page))
    context.close()


def test_without_scripts_and_storage_the_plain_form_does_it(chromium, address):
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    fill(page)
    page.locator("#report button.btn-lg").click()
    page.wait_for_load_state()

    assert re.search(r"(\d{4}-){3}\d{4}", page.inner_text("main"))
    context.close()


@pytest.mark.parametrize(
    ("size", "language"), [(DESKTOP, "en-GB"), (PHONE, "zh-CN")], ids=["desktop", "phone"]
)
def test_pages_of_the_reporter_are_sound(open_page, address, demo, outside, errors, size, language):
    page = open_page(size=size, language=language)
    visit(page, address)
    found = {"form": look(page)}
    fill(page)
    submit(page)
    await_state(page, "sent")
    found["sent"] = look(page)
    page.locator("#outbox-items a").click()
    page.wait_for_load_state()
    status = page.url
    found["status"] = look(page)
    for name in ("correct", "add", "slip"):
        page.goto(f"{status}{name}/")
        found[name] = look(page)
    page.goto(f"{demo.url}/s/")
    found["ask"] = look(page)

    assert {name: what for name, what in found.items() if what} == {}
    assert (outside, errors) == ([], [])


def look(page) -> list[str]:
    """Return what is wrong with the page as it stands."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    chinese = page.evaluate(
        "document.documentElement.lang === 'en' ? [...document.querySelectorAll('main h1, main h2, main button,"
        " main label, main legend')].map((one) => one.innerText).filter((text) => /[\\u4e00-\\u9fff]/.test(text)"
        " && !text.includes('床')) : []"
    )
    return [*violations(page), *chinese, *([f"{wide} px too wide"] if wide > 0 else [])]
