"""The standards gate: what stands on the package decides what goods are, and nothing is refused in silence."""

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.intake.actions.grading import grade_offer
from qiao.intake.models import Note, Offer
from qiao.registry.models import Item, ItemStandard, Substitution
from qiao.registry.standards import USES, UseClass, find_standards, standard_of, standards
from qiao.relief import actions as relief
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.intake.test_public_form import answers, url  # noqa: F401 - the same form
from tests.makers import make_need, make_offer


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("口罩，GB19083-2010", ["GB 19083"]),
        ("GB／T　19083—2010", ["GB 19083"]),
        ("KN95口罩", ["GB 2626"]),
        ("国标GB 2626-2019的KN90口罩", ["GB 2626 KN90"]),
        ("ＹＹ０４６９－２０１１", ["YY 0469"]),
        ("yy-t 0969", ["YY/T 0969"]),
        ("EN149:2001+A1:2009 FFP2", ["EN 149 FFP2"]),
        ("NIOSH认证的", ["NIOSH N95"]),
        ("T/CNTAC 55-2020", ["T/CNTAC 55"]),
        ("GB19082防护服和GB2626口罩", ["GB 19082", "GB 2626"]),
        ("N95口罩", []),
        ("GB 262600", []),
        ("AGB19083", []),
        ("联系15400190830", []),
    ],
)
def test_a_standard_is_found_however_it_is_written(text, names):
    assert [one.standard.name for one in find_standards(text)] == names


def test_a_found_standard_keeps_its_characters():
    text = "示例：𠮷①口罩，GB 19083-2010。"

    (found,) = find_standards(text)
    assert text[found.start : found.end] == "GB 19083-2010"


def test_the_table_agrees_with_the_registry(db):
    codes = set(Item.objects.values_list("code", flat=True))
    known = dict(ItemStandard.objects.values_list("standard", "item__code"))

    for one in standards().values():
        assert one.item in {"", *codes}
        assert known.get(one.name, one.item) == one.item
        assert one.use_class in UseClass.values
        assert one.uses
        assert set(one.uses) <= set(USES)


def test_what_the_table_calls_medical_is_a_medical_item_and_the_reverse(db):
    medical = dict(Item.objects.values_list("code", "is_medical"))

    assert not [
        one.name
        for one in standards().values()
        if one.item and medical[one.item] != (one.use_class == "MEDICAL")
    ]


def test_no_substitution_puts_a_non_medical_thing_where_a_medical_one_is_asked(db):
    wrong = Substitution.objects.filter(asked__is_medical=True, accepted__is_medical=False)

    assert not wrong.exclude(asked__code__startswith="coat").exists()


def test_every_row_names_its_source():
    path = Path(settings.QIAO_REFERENCE) / "standard_uses.csv"
    with path.open(encoding="utf-8", newline="") as file:
        assert all(
            set(row["source"].split()) <= set("ABCD") and row["source"] for row in csv.DictReader(file)
        )


@pytest.mark.parametrize(
    ("text", "item", "span", "name"),
    [
        ("口罩（YY 0469）2000只，防护服GB19082", "mask", (0, 2), "YY 0469"),
        ("口罩（YY 0469）2000只，防护服GB19082", "coverall", (17, 20), "GB 19082"),
        ("口罩GB19083 100只；口罩GB2626 500只", "mask", (16, 18), "GB 2626"),
        ("口罩，标准GB19083或GB2626", "mask", None, None),
        ("口罩2000只", "mask", (0, 2), None),
        ("防护服GB19082", "mask", None, None),
    ],
)
def test_the_standard_nearest_to_the_thing_is_meant(text, item, span, name):
    found = standard_of(text, item, span)

    assert (found.name if found else None) == name


def sent(client, url, **more):  # noqa: F811
    form = answers(direction="OFFER", what="可以捐口罩", quantity="5000只", where="英山县", **more)
    assert client.post(url, form).status_code == 302
    with scopes_disabled():
        return Offer.objects.select_related("item", "report").latest("created_at")


def test_the_form_makes_a_mask_what_its_package_says(client, url, crisis):  # noqa: F811
    offer = sent(client, url, standard="GB 2626-2019 KN95")

    assert (offer.item.code, offer.standard, offer.use_class) == ("mask-kn95", "GB 2626", "NON_MEDICAL")


def test_the_standard_is_read_from_the_text_too(client, url, crisis):  # noqa: F811
    form = answers(direction="OFFER", what="捐口罩1000只（YY0469-2011），防护服20套 GB19082", quantity="")
    client.post(url, form)

    with scopes_disabled():
        told = set(Offer.objects.values_list("item__code", "standard", "use_class"))
    assert told == {
        ("mask-surgical", "YY 0469", "MEDICAL"),
        ("coverall-medical", "GB 19082", "MEDICAL"),
    }


def test_a_name_that_the_standard_gainsays_yields_and_leaves_a_doubt(client, url, crisis):  # noqa: F811
    form = answers(direction="OFFER", what="捐医用防护口罩500只", quantity="", standard="GB2626")
    client.post(url, form)

    with scopes_disabled():
        offer = Offer.objects.select_related("item").get()
        assert offer.item.code == "mask-kn95"
        assert Note.objects.filter(report=offer.report_id, code="standard_differs").count() == 1


def test_a_thing_without_a_type_gets_one_without_a_doubt(client, url, crisis):  # noqa: F811
    offer = sent(client, url, standard="YY 0469")

    with scopes_disabled():
        assert not Note.objects.filter(report=offer.report_id, code="standard_differs").exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ("非医用", "环卫、消杀", "不当作医用防护口罩登记")), ("en", ("Not medical", "Transport"))],
)
def test_whoever_gives_is_told_which_uses_accept_it(client, url, crisis, language, words):  # noqa: F811
    sent(client, url, standard="KN95")

    thanks = client.get(
        reverse("intake:form_thanks", args=[crisis.slug]), headers={"accept-language": language}
    )
    code = thanks.context["code"]
    page = client.get(
        reverse("intake:status", args=[code]), headers={"accept-language": language}
    ).content.decode()
    assert not [one for one in words if one not in page]
    assert not [one for one in words if one not in thanks.content.decode()]


def test_whoever_states_none_is_asked_and_not_refused(client, url, crisis):  # noqa: F811
    offer = sent(client, url)

    assert (offer.item.code, offer.standard, offer.closed_at) == ("mask", "", None)
    page = client.get(reverse("intake:form_thanks", args=[crisis.slug])).content.decode()
    assert "还不知道执行标准" in page


def test_a_telephone_in_the_field_is_masked(client, url, crisis):  # noqa: F811
    offer = sent(client, url, standard="GB2626 15400000088")

    with scopes_disabled():
        assert "15400000088" not in offer.report.masked.text
    assert "15400000088" not in offer.standard


def test_food_is_never_asked_for_a_standard(lin, crisis, at_work):
    offer = make_offer(lin, crisis, item=Item.objects.get(code="rice"))

    assert not offer.asks_for_standard


def test_a_non_medical_mask_is_not_planned_where_a_surgical_one_is_asked(
    lin, crisis, mask, yingshan, at_work
):
    make_need(lin, crisis, item=mask, place=yingshan)
    offer = make_offer(lin, crisis, item=mask)
    grade_offer(lin, offer, standards()["GB 2626"])

    assert not relief.make_plan(lin, crisis, now=NOW).shares.exists()


def test_a_medical_respirator_may_serve_where_a_surgical_mask_is_asked(lin, crisis, mask, yingshan, at_work):
    make_need(lin, crisis, item=mask, place=yingshan)
    offer = make_offer(lin, crisis, item=mask)
    grade_offer(lin, offer, standards()["GB 19083"])

    assert relief.make_plan(lin, crisis, now=NOW).shares.get().offer == offer


def test_a_person_enters_what_the_package_says_and_the_trail_has_it(as_lin, lin, crisis, mask, at_work):
    offer = make_offer(lin, crisis, item=mask)

    answer = as_lin.post(reverse("intake:offer_grade", args=[offer.pk]), {"standard": "GB 2626"})

    offer.refresh_from_db()
    entry = TrailEntry.objects.filter(verb="offer.grade").get()
    assert (answer.status_code, offer.item.code, offer.use_class) == (302, "mask-kn95", "NON_MEDICAL")
    assert (entry.details["before_item"], entry.details["standard"]) == ("mask-surgical", "GB 2626")


def test_what_cannot_be_read_is_entered_as_none(as_lin, lin, crisis, mask, at_work):
    offer = make_offer(lin, crisis, item=mask)
    grade_offer(lin, offer, standards()["GB 2626"])

    as_lin.post(reverse("intake:offer_grade", args=[offer.pk]), {"standard": ""})

    offer.refresh_from_db()
    assert (offer.standard, offer.use_class) == ("", "")


@pytest.mark.parametrize("standard", ["GB 19082", "nothing", "=1+1"])
def test_a_standard_of_other_goods_is_refused(as_lin, lin, crisis, mask, at_work, standard):
    offer = make_offer(lin, crisis, item=mask)

    assert (
        as_lin.post(reverse("intake:offer_grade", args=[offer.pk]), {"standard": standard}).status_code == 422
    )
    offer.refresh_from_db()
    assert offer.standard == ""
