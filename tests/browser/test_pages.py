"""Every main page, at desk and on the phone, in both languages: no outside request, no error, axe content."""

import re

import pytest

from tests.browser.conftest import DESKTOP, PHONE, violations

PUBLIC = (
    "/welcome/",
    "/cases/",
    "/cases/applications/",
    "/cases/takedowns/status/",
    "/r/",
    "/gift/",
    "/f/",
    "/in/",
    "/me/",
    "/accounts/login/",
)
INSIDE = (
    "/e/{slug}/lessons/",
    "/reviews/",
    "/reviews/new/",
    "/cases/collections/",
    "/cases/collections/new/",
    "/cases/requests/",
    "/accounts/sessions/",
    "/e/{slug}/",
    "/e/{slug}/inbox/",
    "/e/{slug}/queue/",
    "/e/{slug}/queue/people/",
    "/e/{slug}/unclosed/",
    "/e/{slug}/lives/",
    "/e/{slug}/hearsay/",
    "/e/{slug}/imports/",
    "/e/{slug}/field-forms/",
    "/e/{slug}/field-forms/results/",
    "/e/{slug}/paste/",
    "/e/{slug}/duplicates/",
    "/e/{slug}/needs/",
    "/e/{slug}/offers/",
    "/e/{slug}/offers/waiting/",
    "/e/{slug}/alerts/",
    "/e/{slug}/sheets/",
    "/e/{slug}/map/",
    "/e/{slug}/plans/",
    "/e/{slug}/plans/what-if/",
    "/e/{slug}/plans/frontier/",
    "/e/{slug}/deliveries/",
    "/e/{slug}/differences/",
    "/e/{slug}/shipments/new/",
    "/e/{slug}/shipments/lorries/?all=1",
    "/e/{slug}/stock/",
    "/e/{slug}/stock/unfit/",
    "/e/{slug}/kits/",
    "/e/{slug}/carriers/",
    "/e/{slug}/bulletins/",
    "/e/{slug}/hindsight/",
    "/e/{slug}/quality/",
    "/e/{slug}/feedback/",
    "/e/{slug}/feedback/new/",
    "/complaints/",
    "/complaints/focal-points/",
    "/e/{slug}/gaps/",
    "/e/{slug}/gaps/beside/",
    "/e/{slug}/gaps/grid/",
    "/e/{slug}/gaps/tables/",
    "/e/{slug}/gaps/coverage/",
    "/e/{slug}/gaps/presence/",
    "/e/{slug}/gaps/notifications/",
    "/e/{slug}/filings/",
    "/e/{slug}/digest/",
    "/e/{slug}/departments/",
    "/e/{slug}/measures/",
    "/e/{slug}/bridges/",
    "/e/{slug}/bridges/?explain=1",
    "/e/{slug}/proposals/",
    "/e/{slug}/cooperation/",
    "/e/{slug}/partners/",
    "/e/{slug}/obstacles/",
    "/ties/",
    "/networks/",
    "/platforms/",
    "/partners/",
    "/capacity/",
    "/e/{slug}/volunteering/",
    "/e/{slug}/shifts/",
    "/e/{slug}/roster/",
    "/people/",
    "/e/{slug}/load/",
    "/e/{slug}/calls/",
    "/e/{slug}/means/",
    "/my/volunteering/",
    "/certificates/",
    "/e/{slug}/funding/",
    "/e/{slug}/funding/ledger/",
    "/e/{slug}/funding/campaigns/",
    "/e/{slug}/funding/imports/",
    "/e/{slug}/fit/",
    "/drills/",
    "/drills/new/",
    "/peers/",
    "/may/",
    "/may/?on=2020-02-01",
    "/deadlines/",
    "/ledger/check/",
    "/e/{slug}/funding/packs/",
    "/e/{slug}/funding/packs/?of=whole&kind=PERIOD&since=2020-01-01&until=2020-02-01",
    "/e/{slug}/funding/grants/",
    "/e/{slug}/funding/cash/",
    "/e/{slug}/funding/gifts/",
    "/e/{slug}/appeals/",
    "/income/",
    "/readiness/",
    "/cases/",
    "/cases/matrix/",
    "/cases/import/",
    "/registry/organizations/",
    "/registry/places/",
    "/registry/items/",
    "/exports/",
    "/batch/",
    "/warnings/",
    "/warnings/feeds/",
    "/e/{slug}/hooks/",
    "/notices/",
    "/notices/?state=FAILED",
    "/notices/mine/",
    "/channels/",
    "/trail/",
    "/api/docs",
)


SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
LANGUAGES = ("zh-CN", "en-GB")
FILE = re.compile(r"/care/[0-9a-f-]{36}/$")


@SIZES
def test_public_pages_are_sound(open_page, demo, outside, errors, size):
    page = open_page()
    page.goto(f"{demo.url}/cases/")
    book = page.locator("a[href^='/books/']").first.evaluate("one => one.href")
    paths = [*(f"{demo.url}{path}" for path in PUBLIC), book, f"{book}request/"]

    assert wrong_on(open_page, size, paths) == {}
    assert (outside, errors) == ([], [])


CARE = {
    "zhou": ("/e/{slug}/care/", "/e/{slug}/care/groups/", "/care/referrals/", "/e/{slug}/care/figures/"),
    "he": ("/e/{slug}/care/", "/e/{slug}/care/caseload/", "/care/referrals/", "/e/{slug}/care/figures/"),
    "shen": ("/care/openings/", "/e/{slug}/care/figures/"),
}


@SIZES
@pytest.mark.parametrize("user", list(CARE))
def test_pages_of_care_are_sound(open_page, demo, slug, outside, errors, size, user):
    paths = [f"{demo.url}{path.format(slug=slug)}" for path in CARE[user]]
    if user != "shen":
        page = open_page(user=user)
        page.goto(f"{demo.url}/e/{slug}/care/")
        file = page.locator("table.list a").first.evaluate("one => one.href")
        paths += [file, f"{file}reads/"]

    assert wrong_on(open_page, size, paths, user) == {}
    assert (outside, errors) == ([], [])


@SIZES
def test_pages_inside_are_sound(open_page, demo, slug, outside, errors, size):
    paths = [f"{demo.url}{path.format(slug=slug)}" for path in INSIDE]

    assert wrong_on(open_page, size, paths, "lin") == {}
    assert (outside, errors) == ([], [])


def wrong_on(open_page, size, addresses: list[str], user: str | None = None) -> dict[str, list[str]]:
    """Open every address in both languages on the phone, in one at the desk; return what is wrong.

    What is slow, axe, looks at each page once at this width: the languages take turns, and where it is Chinese here
    it is English at the other width. A desk is wide enough for either, so the other language is not asked there.
    """
    found = {}
    for turn, language in enumerate(LANGUAGES):
        page = open_page(size=size, language=language, user=user)
        for number, address in enumerate(addresses):
            is_turn = (number + turn + (size is PHONE)) % 2 == 0
            if is_turn or size is PHONE:
                found[language, address] = look(page, address, with_axe=is_turn)
    return {where: what for where, what in found.items() if what}


def look(page, address: str, *, with_axe: bool) -> list[str]:
    """Open an address, in a file of care all that is folded too; return what is wrong with it."""
    answer = page.goto(address)
    if answer.status != 200:
        return [f"status {answer.status}"]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"{wide} px too wide"] if wide > 0 else []
    if FILE.search(address):
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    return found + (violations(page) if with_axe else [])
