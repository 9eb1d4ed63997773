"""What people fill in along bridge one, at desk and on the phone: it is stored as it was told, and no page runs over.

A table of roads, the warning that something ends sooner, the waybill, a donor's purpose, a caller's estimate.
"""

import json
import re

import pytest

from tests.browser.bridge import (
    ITEM,
    django,
    is_within,
    paper_of,
    press,
    served,
    sign_in,
)
from tests.browser.conftest import DESKTOP, PHONE, violations

ROADS = "从,到,公里,分钟\n武汉市,英山县,190,160\n武汉市,不存在县,10,\n"
SETUP = """
import json
from datetime import timedelta
from django.utils import timezone
from django_scopes import scope
from qiao.accounts.roles import Actor, Role
from qiao.registry.models import Crisis, Item, Organization, Place
from qiao.relief import actions
from qiao.relief.models import LotPart
from tests.makers import make_need, make_offer
owner = Organization.objects.get(runs_qiao=True)
actor = Actor(organization_id=owner.pk, roles=frozenset({Role.ADMIN, Role.COORDINATOR}))
now, today = timezone.now(), timezone.localdate()
with scope(organization=owner.pk):
    crisis, item = Crisis.objects.get(slug="wuhan-2020"), Item.objects.get(code="mask-surgical")
    home, far = Place.objects.get(code="420100"), Place.objects.get(code="421124")
    store = actions.open_store(actor, name="示例一库", place=home)
    def stored(pieces, days):
        offer = make_offer(actor, crisis, item=item, place=home, at=now, quantity_kind="EXACT", quantity=pieces)
        need = make_need(actor, crisis, item=item, at=now)
        first = actions.make_match(actor, need, offer, quantity=1, confirmed_at=now)
        arrival = actions.Arrival(pieces, today + timedelta(days=days))
        actions.receive_goods(actor, first.lot, store, arrivals=[arrival], at=now)
        actions.withdraw_match(actor, first, reason="示例", at=now)
        return LotPart.objects.get(lot=first.lot, number=1)
    sooner, later = stored(30, 30), stored(50, 200)
    facts = {"item": item, "place": far, "at": now}
    need = make_need(actor, crisis, party_text="英山县示例卫生院", **facts)
    actions.make_match(actor, need, later.lot.offer, quantity=10, confirmed_at=now, part=later)
    asked = make_need(
        actor, crisis, party_text="英山县示例福利院", is_verified=False, quantity_kind="UNKNOWN", tier=1, **facts
    )
    print("MADE", json.dumps([str(asked.pk), f"{sooner}", later.expires_on.isoformat()]))
"""
"""A store with a lot that ends soon and one that ends later, ten pieces of which are held; a need of unknown size."""


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def desk(request, invented, chromium, tmp_path):
    """Yield a page of a coordinator, a page of a stranger, the crisis' address, and what was made."""
    kept, _made = invented
    with served(kept, tmp_path / "data") as url:
        made = json.loads(re.search(r"MADE (.*)", django(tmp_path / "data", "shell", "-c", SETUP))[1])
        contexts = [
            chromium.new_context(viewport=request.param, locale="zh-CN", has_touch=request.param is PHONE)
            for _ in range(2)
        ]
        page, stranger = (one.new_page() for one in contexts)
        sign_in(page, url)
        yield page, stranger, f"{url}/e/wuhan-2020", made
        for one in contexts:
            one.close()


def sound(page) -> bool:
    return is_within(page) and violations(page) == []


def test_what_is_told_on_the_way_is_kept(desk):
    page, stranger, crisis, (asked, sooner, ends) = desk
    roads_are_loaded(page, crisis)
    lorry_is_warned_of_and_leaves(page, crisis, sooner, ends)
    estimate_is_kept(page, crisis, asked)
    purpose_is_kept(stranger, page, crisis)


def roads_are_loaded(page, crisis):
    page.goto(f"{crisis}/roads/")
    file = {"name": "路程.csv", "mimeType": "text/csv", "buffer": ROADS.encode()}
    page.set_input_files("main input[name=file]", file)
    press(page, "上传")
    told = page.inner_text("main")
    assert all(one in told for one in ("1 段路", "1 行没有用上", "第 3 行", "不存在县"))
    assert sound(page)


def lorry_is_warned_of_and_leaves(page, crisis, sooner, ends):
    """The road is the table's; what ends sooner is told; the lorry leaves only once somebody says so."""
    page.goto(f"{crisis}/shipments/new/")
    page.locator("input[name=match]").first.check()
    press(page, "排先后")
    assert "按路程表" in page.locator("ol.stops").inner_text()
    assert "190" in page.locator("ol.stops").inner_text()
    assert sooner in page.locator(".alert-warning").inner_text()
    assert sound(page)

    page.fill("input[name=vehicle]", "鄂A·D0005")
    page.fill("input[name=permit]", "示例证 9 号")
    press(page, "装车发出")
    assert "这样发，请先看" in page.inner_text("main")
    assert sound(page)
    page.check("input[name=anyway]")
    press(page, "装车发出")
    page.wait_for_url(re.compile("/shipments/[0-9a-f-]{36}/"))
    assert sound(page)
    code = page.locator("ol.drops .code").inner_text()
    paper = paper_of(page)
    assert all(
        one in paper for one in ("示例一库", "鄂A·D0005", "示例证 9 号", "英山县示例卫生院", code, ends)
    )


def estimate_is_kept(page, crisis, asked):
    """Forty left, twenty people who use three a day: two weeks become a number with bounds, and its ground."""
    need = f"{crisis.rsplit('/e/', 1)[0]}/needs/{asked}/"
    page.goto(need)
    page.locator("form[action$='/take/'] button").first.click()
    page.wait_for_url(re.compile("/turns/"))
    for name, told in (("stock_on_hand", "40"), ("people", "20"), ("each_daily", "3")):
        page.fill(f"main input[name={name}]", told)
    assert sound(page)
    page.get_by_role("button", name="属实", exact=True).click()
    page.wait_for_url(re.compile("/queue/"))

    page.goto(need)
    told = page.inner_text("main")
    assert re.search(r"估计\s*800 只", told)
    assert "20" in told
    assert sound(page)


def purpose_is_kept(stranger, page, crisis):
    """A donor without an account says whom the goods are for, by the code of the sending; the coordinator sees it."""
    stranger.goto(f"{crisis}/form/")
    stranger.wait_for_selector("form[data-ready]")
    stranger.check("input[name=direction][value=OFFER]")
    for name, told in (("what", f"示例数据：{ITEM}"), ("where", "武汉市"), ("quantity", "300只")):
        stranger.fill(f"[name={name}]", told)
    stranger.fill("[name=contact]", "林女士 15400000092")
    stranger.check("[name=consent]")
    stranger.locator("#report button.btn-lg").click()
    stranger.wait_for_selector("#outbox-items li[data-state=sent]")
    code = stranger.locator("#outbox-items .outbox-code").inner_text()
    stranger.goto(f"{crisis.rsplit('/e/', 1)[0]}/s/{code}/")
    stranger.locator("summary").filter(has_text="只给某个地方").click()
    form = stranger.locator("details[open] form[action$='/earmark/']")
    form.locator("[name=purpose]").fill("给老人")
    form.locator("[name=purpose_group]").select_option(label="老年人")
    press(stranger, "保存", form)
    assert re.search(r"您写明的：\s*只作\s*给老人\s*老年人", stranger.inner_text("main"))
    assert sound(stranger)

    page.goto(f"{crisis}/offers/")
    page.locator("main tr, main li").filter(has_text=re.compile(r"\b300\b")).locator(
        "a[href*='/offers/']"
    ).first.click()
    page.wait_for_url(re.compile("/offers/[0-9a-f-]{36}/"))
    assert re.search(r"只作\s*给老人\s*老年人", page.inner_text("main"))
