"""Enrol a passkey, come in with it, be refused with another device's, remove it: Chromium with a device of its own."""

import pytest

from tests.browser.conftest import PHONE, follow, sign_in, violations

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def device(page):
    """Give the page's browser a device that says yes at once."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable", {"enableUI": False})
    held = tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return tools, held["authenticatorId"]


@pytest.fixture
def by_name(demo):
    """The demo by its name: passkeys know no numbers."""
    before, demo.url = demo.url, demo.url.replace("127.0.0.1", "localhost")
    yield demo
    demo.url = before


def confirm(page, demo):
    """Prove again who it is, where the page asks for it."""
    if page.locator("main input[name=password]").count():
        page.fill("main input[name=password]", demo.passwords["wen"])
        follow(page, "main button[type=submit]")


def enrol(page, demo) -> list[str]:
    """Add a passkey; return the recovery codes."""
    page.goto(f"{demo.url}/accounts/2fa/")
    follow(page, "a[href='/accounts/2fa/webauthn/add/']")
    confirm(page, demo)
    page.fill("input[name=name]", "示例手机")
    follow(page, "[data-passkey-go]")
    assert page.url.endswith("/recovery-codes/")
    return page.input_value("textarea").split()


def refused(page) -> None:
    """Ask the device, which has no such passkey."""
    page.click("[data-passkey-go]")
    page.wait_for_selector("[data-passkey-told]:not([hidden])")


def test_a_passkey_from_first_to_last(by_name, open_page, errors, outside):
    url, page = by_name.url, open_page(size=PHONE, user="wen")
    device(page)
    codes = enrol(page, by_name)

    page.goto(f"{url}/accounts/2fa/")
    assert "示例手机" in page.inner_text("#passkeys")
    assert violations(page) == []
    with page.expect_navigation():
        page.eval_on_selector("form[action='/accounts/logout/']", "form => form.requestSubmit()")
    page.goto(f"{url}/accounts/login/?next=/accounts/2fa/")
    follow(page, "[data-passkey-go]")
    assert page.url.endswith("/accounts/2fa/")

    # Another device has no such passkey: neither alone nor after the password does anybody come in.
    stranger = open_page()
    device(stranger)
    stranger.goto(f"{url}/accounts/login/")
    refused(stranger)
    stranger.fill("input[name=login]", "wen")
    stranger.fill("input[name=password]", by_name.passwords["wen"])
    follow(stranger, "main button[type=submit]")
    assert violations(stranger) == []
    refused(stranger)
    stranger.fill("input[name=code]", codes[0])
    follow(stranger, "form:not([data-passkey]) button[type=submit]")
    assert "/accounts/" not in stranger.url

    follow(page, "#passkeys a[href$='/remove/']")
    confirm(page, by_name)
    follow(page, "main .btn-danger")
    assert "示例手机" not in page.inner_text("#passkeys")
    sign_in(open_page(), by_name, "wen")
    assert (outside, [one for one in errors if "Content Security" in one]) == ([], [])
