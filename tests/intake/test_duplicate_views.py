"""The pages of the duplicates desk: what stands on them, what a key's button does, who may."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django_scopes import scope

from qiao.intake import actions
from qiao.intake.models import Need, Pair
from qiao.intake.queries import waiting_pairs
from qiao.intake.queries.agreement import agreement, wilson
from qiao.registry.models import Organization, OrganizationName
from tests.conftest import NOW
from tests.makers import make_need, make_report

HOUR = timedelta(hours=1)
PHONE = "15400000001"


@pytest.fixture
def needs(lin, crisis, mask, yingshan, at_work):
    """Three needs of one hospital, told hours apart."""
    found = []
    for hours, quantity in ((0, 200), (2, 200), (5, 500)):
        text = f"示例数据：英山县人民医院第{hours}次说口罩要{quantity}只，打{PHONE}"
        report = make_report(lin, crisis, text=text, at=NOW + hours * HOUR)
        facts = {"quantity_kind": "EXACT", "quantity": quantity, "unit": "只", "place": yingshan}
        found.append(actions.open_need(lin, report, item=mask, party_text="英山县人民医院", **facts))
    return found


def address(name, *args):
    return reverse(f"intake:{name}", args=args)


@pytest.fixture
def pair(needs) -> Pair:
    first, second = sorted((needs[0].pk, needs[1].pk))
    return Pair.objects.get(need_a=first, need_b=second)


def test_list_tells_how_many_wait_and_why(as_lin, needs):
    page = as_lin.get(address("pair_list", "small")).content.decode()

    assert "还有 3 对待判断" in page
    assert "联系电话相同" in page


def test_list_without_pairs_says_what_will_appear(as_lin, crisis):
    page = as_lin.get(address("pair_list", "small")).content.decode()

    assert "没有要判断的" in page


def test_taking_leads_to_the_pair_and_deciding_to_the_next(as_lin, pair):
    taken = as_lin.post(address("pair_next", "small"))
    decided = as_lin.post(
        taken["Location"].split("?")[0] + "decide/", {"decision": "DIFFERENT", "crisis": "small"}
    )

    assert taken.status_code == decided.status_code == 302
    assert decided["Location"] != taken["Location"]
    assert "/pairs/" in decided["Location"]


def test_pair_lights_what_differs_and_masks_telephones(as_lin, needs):
    first, third = sorted((needs[0].pk, needs[2].pk))
    page = as_lin.get(address("pair", Pair.objects.get(need_a=first, need_b=third).pk)).content.decode()

    assert 'class="pair-differs"' in page
    assert "154*****001" in page
    assert PHONE not in page


def test_the_menu_tells_how_many_pairs_wait(as_lin, pair):
    def counted():
        page = as_lin.get(address("pair", pair.pk)).content.decode()
        return re.findall(r'/duplicates/"[^>]*>[^<]*<span class="menu-count">(\d+)<', page)

    before = int(counted()[0])
    as_lin.post(address("pair_decide", pair.pk), {"decision": "DIFFERENT", "crisis": "small"})

    assert before == waiting_pairs(pair.crisis).count() + 1
    assert [int(one) for one in counted()] == [n for n in [before - 1] if n]


def test_unknown_decision_is_refused_and_changes_nothing(as_lin, pair):
    answer = as_lin.post(address("pair_decide", pair.pk), {"decision": "JOIN", "crisis": "small"})

    pair.refresh_from_db()
    assert (answer.status_code, pair.state) == (422, "OPEN")


def test_undo_leads_back_to_the_pair(as_lin, pair, needs):
    as_lin.post(address("pair_decide", pair.pk), {"decision": "SAME", "crisis": "small"})
    answer = as_lin.post(address("pair_undo", pair.pk), {"crisis": "small"})

    assert answer["Location"].startswith(address("pair", pair.pk))
    assert Need.objects.filter(state="MERGED").count() == 0


def test_joined_need_is_split_again_from_the_page_of_the_one_that_stands(as_lin, pair, needs):
    as_lin.post(address("pair_decide", pair.pk), {"decision": "SAME", "crisis": "small"})
    stands = Need.objects.filter(merged__isnull=False).get()
    page = as_lin.get(address("need", stands.pk)).content.decode()
    telling = stands.tellings.get()

    as_lin.post(address("telling_undo", telling.pk))

    assert address("telling_undo", telling.pk) in page
    assert Need.objects.filter(state="MERGED").count() == 0


def test_refusal_stands_on_the_page_before_anybody_decides(as_lin, chen, pair, needs):
    for one in needs[:2]:
        Need.objects.filter(pk=one.pk).update(key=f"表\t{one.pk}\t列")

    page = as_lin.get(address("pair", pair.pk)).content.decode()

    assert "两条都随同步表格更新" in page


def test_export_gives_verdicts_and_decisions_without_texts(as_lin, lin, pair):
    actions.decide(lin, pair, "SAME", now=NOW)
    content = as_lin.get(address("pair_export", "small")).content.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(content)))
    assert sorted(row["decision"] for row in rows) == ["OPEN", "OPEN", "SAME"]
    assert "15400" not in content
    assert "PHONE+6" in rows[0]["evidence"]


def test_agreement_counts_what_people_decided(lin, crisis, needs, pair):
    actions.decide(lin, pair, "SAME", now=NOW)
    other = Pair.objects.exclude(pk=pair.pk).filter(state="OPEN").first()
    actions.decide(lin, other, "DIFFERENT", now=NOW)

    bands = agreement(crisis)
    assert (sum(one.decided for one in bands), sum(one.together for one in bands)) == (2, 1)


def test_interval_of_a_share_is_that_of_wilson():
    low, high = wilson(8, 10)

    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)


@pytest.fixture
def hospitals(lin, crisis, mask, yingshan, at_work):
    """The same hospital entered twice, its branch, and two that are never one."""
    names = (
        "英山县人民医院",
        "黄冈市英山县人民医院",
        "英山县人民医院温泉院区",
        "黄冈市第一人民医院",
        "黄冈市第二人民医院",
    )
    made = {
        name: Organization.objects.create(
            name=name,
            kind="HOSPITAL",
            home=yingshan,
            address="示例路1号" if "英山" in name else "",
            is_sample=True,
        )
        for name in names
    }
    for one in made.values():
        make_need(lin, crisis, item=mask, place=yingshan, party=one)
    actions.rebuild_repeats(lin, made.values(), now=NOW)
    return made


def party_pairs():
    return {frozenset(side.name for side in pair.sides): pair for pair in Pair.objects.filter(crisis=None)}


def test_same_hospital_under_two_names_is_a_pair_and_numbered_ones_never(hospitals):
    found = party_pairs()

    assert frozenset(("英山县人民医院", "黄冈市英山县人民医院")) in found
    assert not any({"黄冈市第一人民医院", "黄冈市第二人民医院"} <= names for names in found)


def test_same_organisation_becomes_another_name_and_is_given_back(lin, hospitals):
    pair = party_pairs()[frozenset(("英山县人民医院", "黄冈市英山县人民医院"))]
    actions.decide(lin, pair, "SAME", now=NOW)
    joined = Organization.objects.get(same_as__isnull=False)
    stands = joined.standing

    actions.undo_pair(lin, pair, now=NOW)

    assert {joined.name, stands.name} == {"英山县人民医院", "黄冈市英山县人民医院"}
    assert not Organization.objects.filter(same_as__isnull=False).exists()
    assert OrganizationName.objects.get().until is not None


def test_branch_is_linked_to_its_parent_and_not_joined(lin, hospitals):
    pair = party_pairs()[frozenset(("英山县人民医院", "英山县人民医院温泉院区"))]
    assert pair.verdict == "BRANCH"

    actions.decide(lin, pair, "BRANCH", now=NOW)

    branch = Organization.objects.get(name="英山县人民医院温泉院区")
    assert (branch.parent.name, branch.same_as) == ("英山县人民医院", None)


def test_volunteer_is_not_asked_about_organisations(as_chen, hospitals):
    page = as_chen.get(address("pair_list", "small")).content.decode()

    assert "黄冈市英山县人民医院 <" not in page


def test_pairs_of_organisations_belong_to_whom_they_concern(as_lin, hospitals, other_association):
    with scope(organization=other_association.pk):
        assert Pair.objects.count() == 0
