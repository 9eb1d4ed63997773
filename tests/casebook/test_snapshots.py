"""A case is drawn from a frozen snapshot: each figure leads to its records, drawing again keeps the old one."""

import pytest
from django.urls import reverse

from qiao.casebook import actions
from qiao.casebook.drawn import unit_told
from qiao.casebook.snapshots import difference, hash_of
from qiao.exceptions import CaseIncompleteError, JointLeadsError, SnapshotSameError
from qiao.registry.models import Organization
from tests.makers import make_need, make_offer


def at(name, *args):
    return reverse(f"casebook:{name}", args=args)


@pytest.fixture
def case(at_work, lin, crisis, mask, yingshan, now):
    make_need(lin, crisis, item=mask, place=yingshan)
    return actions.open_case_study(lin, crisis, subject=at_work, title="示例县的应对", frozen_at=now)


def test_the_hash_stands_for_time_and_content(case, now):
    snapshot = case.snapshots.get()

    assert snapshot.hash == hash_of(
        {"taken_at": now.isoformat(timespec="seconds"), "content": snapshot.content}
    )


def test_the_records_behind_a_figure_are_listed_and_led_to(as_lin, case, lin, crisis, mask):
    (need,) = case.snapshots.get().records["need"]
    make_need(lin, crisis, item=mask)

    page = as_lin.get(at("behind", case.pk, 1, "needs")).content.decode()

    assert f"/trace/need/{need}/" in page
    assert page.count("/trace/need/") == 1
    assert as_lin.get(at("behind", case.pk, 1, "nothing")).status_code == 404


def test_drawing_again_shows_what_changed_and_keeps_what_was(as_lin, case, lin, crisis, mask, now):
    actions.add_fact(lin, case, dimension="GOVERNMENT", text="与街道长期合作", source="访谈")
    make_need(lin, crisis, item=mask)
    before = as_lin.get(at("snapshots", case.pk)).content.decode()

    as_lin.post(at("redraw", case.pk))

    case.refresh_from_db()
    new, old = case.snapshots.all()
    assert "变了的数字" in before
    assert (old.content["figures"]["needs"], new.content["figures"]["needs"]) == (1, 2)
    assert case.figures["needs"] == 2
    assert ("needs", 1, 2) in difference(old.content, new.content).figures
    assert case.facts.filter(source="访谈").exists()
    assert set(case.facts.exclude(source="访谈").values_list("snapshot", flat=True)) == {new.pk}


def test_nothing_new_is_not_frozen_twice(case, lin, now):
    with pytest.raises(SnapshotSameError):
        actions.redraw_case_study(lin, case, at=now)

    assert case.snapshots.count() == 1


def test_a_record_exchanged_for_another_is_noticed_though_the_count_stays(case):
    content = case.snapshots.get().content
    other = {**content, "behind": {**content["behind"], "need": hash_of(["another"])}}

    assert difference(content, other).kinds == ("need",)


def test_of_another_organisation_only_what_names_it_is_known(at_work, lin, crisis, mask, now):
    other = Organization.objects.create(name="示例邻县商会", kind="ASSOCIATION")
    make_offer(lin, crisis, item=mask, party=other)
    make_offer(lin, crisis, item=mask)
    make_need(lin, crisis, item=mask)

    case = actions.open_case_study(lin, crisis, subject=other, title="邻县", frozen_at=now)

    assert (case.figures["offers"], case.figures["needs"], case.figures["minutes"]) == (1, 0, None)


def test_a_joint_action_has_two_leads_and_other_chapters_have_one(at_work, lin, crisis, now):
    other = Organization.objects.create(name="示例邻县商会", kind="ASSOCIATION")
    told = {"subject": at_work, "title": "联合", "frozen_at": now}

    with pytest.raises(JointLeadsError):
        actions.open_case_study(lin, crisis, chapter="JOINT", **told)
    with pytest.raises(JointLeadsError):
        actions.open_case_study(lin, crisis, chapter="ASSOCIATION", leads=[other], **told)
    case = actions.open_case_study(lin, crisis, chapter="JOINT", leads=[other], **told)

    assert list(case.leads.all()) == [other]


def test_phases_without_dates_stay_visible(as_lin, case):
    page = as_lin.get(at("case", case.pk)).content.decode()

    assert page.count('class="phase') >= 3
    assert "phase-empty" in page


def test_everyone_else_sees_places_in_blocks_of_five(client, case, lin):
    actions.write_case_study(lin, case, core="我们做了什么。", challenges="缺车。")
    type(case).objects.filter(pk=case.pk).update(state="PUBLISHED")

    outside = client.get(at("case", case.pk)).content.decode()
    row = outside[outside.index("<tbody>") : outside.index("</tbody>")]

    assert "少数" in row
    assert '<td class="num">1' not in row


def test_what_a_message_called_the_receiver_is_never_told(at_work, lin, crisis, mask, now):
    make_need(lin, crisis, item=mask, party_text="示例张桂花阿姨")

    case = actions.open_case_study(lin, crisis, subject=at_work, title="示例", frozen_at=now)

    assert "张桂花" not in str(case.snapshots.get().content)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("感谢李秀英女士。", "称呼了一个人"),
        ("救出3名患者。", "人数太少"),
        ("打 15400000001 找我", "个人信息"),
    ],
)
def test_the_gate_says_what_and_where(at_work, lin, case, text, told):
    actions.write_case_study(lin, case, core="做了。", challenges="缺车。", full=f"详情。{text}")

    with pytest.raises(CaseIncompleteError) as refused:
        actions.publish_case_study.__wrapped__(lin, case)

    assert "全文" in refused.value.message("zh-hans")
    assert told in refused.value.message("zh-hans")


@pytest.mark.parametrize(("said", "told"), [("", "条"), ("pieces", "条"), ("箱", "箱")])
def test_goods_are_told_in_the_unit_of_the_message_or_of_the_goods_never_in_english(said, told):
    assert unit_told(said, "条") == told
