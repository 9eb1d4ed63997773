"""A social worker with a phone: opens a referred file, records a session, refers it on by consent; others see nothing."""

from tests.browser.conftest import PHONE, follow, violations

NOTES = "示例数据：说起灯笼，想学着自己过年"
SUMMARY = "示例数据：一位老人，希望离家近的地方每周有人来谈"
RECEIVER = "示例社区服务中心"


def width_of(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


def test_a_referred_file_is_opened_worked_on_and_referred_on_by_phone(demo, open_page, slug, outside):
    phone = open_page(size=PHONE, user="zhou")
    phone.goto(f"{demo.url}/e/{slug}/care/")
    follow(phone, "section a[href*='/care/referrals/']")
    assert violations(phone) == []
    phone.select_option("#id_supervisor", index=1)
    follow(phone, "form[action$='/accept/'] button")
    file = phone.url
    assert phone.locator("#sessions").is_visible()

    phone.fill("[name=minutes]", "40")
    phone.fill("[name=notes]", NOTES)
    follow(phone, "form[action*='/sessions/'] button")
    assert NOTES in phone.locator("main").inner_text()

    phone.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    phone.fill("[name=referral-to_name]", RECEIVER)
    phone.fill("[name=referral-summary]", SUMMARY)
    phone.check("[name=referral-has_consent]")
    follow(phone, "form[action$='/referrals/#referrals'] button.btn-primary")
    told = phone.locator("main").inner_text()
    assert RECEIVER in told
    assert "收回转介" in told
    assert (width_of(phone), violations(phone)) == (PHONE["width"], [])

    desk = open_page(user="lin")
    for address in (file, f"{demo.url}/search/?q=灯笼", f"{demo.url}/e/{slug}/care/"):
        answer = desk.goto(address)
        assert NOTES not in answer.text()
        assert RECEIVER not in answer.text()
    assert outside == []
