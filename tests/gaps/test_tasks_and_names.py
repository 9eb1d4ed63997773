"""A finding is checked by somebody, and a new word gets a name; both can be followed and taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from qiao.exceptions import ItemNameTakenError, LineAlreadyDecidedError, RightMissingError
from qiao.gaps.actions.deciding import finish_task, open_task
from qiao.gaps.actions.naming import name_term, take_back_naming
from qiao.gaps.models import Gap, GapTask, Naming
from qiao.intake.models import Need
from qiao.registry.models import Item, ItemAlias
from qiao.registry.queries import find_item
from qiao.trail.models import Notice
from tests.makers import make_need

pytestmark = pytest.mark.usefixtures("at_work")
WORD = "哀伤陪伴"


@pytest.fixture
def silent(association, crisis, luotian, now):
    return Gap.objects.create(
        organization=association, crisis=crisis, kind="SILENT", place=luotian, key="SILENT|421123||", found_at=now, reason="没有人说话"
    )  # fmt: skip


@pytest.fixture
def word(association, crisis, now):
    return Gap.objects.create(
        organization=association, crisis=crisis, kind="NEW_KIND", term=WORD, key=f"NEW_KIND|||{WORD}", found_at=now, reason="目录里没有"
    )  # fmt: skip


@pytest.fixture
def told(lin, crisis, mask, yingshan):
    """Return a need told by the new word alone."""
    need = make_need(lin, crisis, item=mask, place=yingshan)
    Need.objects.filter(pk=need.pk).update(item=None, item_text=WORD, unit="")
    return need


# Tasks


def test_sending_a_verifier_says_that_the_finding_is_being_checked(lin, chen, silent):
    task = open_task(lin, silent, kind="VERIFY", what="去看一看", assigned_to_id=chen.user_id)

    silent.refresh_from_db()
    assert silent.state == Gap.State.CHECKING
    assert task.assigned_to_id == chen.user_id


def test_the_person_is_told_without_a_word_of_the_task(lin, chen, silent):
    open_task(lin, silent, kind="VERIFY", what="去张家看一看", assigned_to_id=chen.user_id)

    notice = Notice.objects.get(kind="gap.task")
    assert notice.user_id == chen.user_id
    assert "张家" not in str(notice.details)


def test_the_person_says_what_was_seen_and_the_coordinator_decides(lin, chen, silent, now):
    task = open_task(lin, silent, kind="VERIFY", what="去看一看", assigned_to_id=chen.user_id)

    finish_task(chen, task, result="三户缺药", done_at=now)
    silent.refresh_from_db()
    assert silent.state == Gap.State.CHECKING

    other = open_task(lin, silent, kind="VERIFY", what="再问一次")
    finish_task(lin, other, result="属实", done_at=now, verdict=Gap.State.CONFIRMED)
    silent.refresh_from_db()
    assert silent.state == Gap.State.CONFIRMED
    assert [one.after for one in silent.decisions.all()] == ["CHECKING", "CONFIRMED"]


def test_a_volunteer_finishes_only_what_was_given_to_them(lin, chen, silent, now):
    task = open_task(lin, silent, kind="VERIFY", what="去看一看", assigned_to_id=lin.user_id)

    with pytest.raises(RightMissingError):
        finish_task(chen, task, result="看过", done_at=now)


def test_a_task_is_finished_once(lin, silent, now):
    task = open_task(lin, silent, kind="WORK", what="送药")
    finish_task(lin, task, result="送到", done_at=now)

    with pytest.raises(LineAlreadyDecidedError):
        finish_task(lin, task, result="又送到", done_at=now + timedelta(hours=1))
    assert GapTask.objects.get(pk=task.pk).result == "送到"


@pytest.mark.parametrize("kind", GapTask.Kind.values)
def test_a_task_is_proposed_in_words_and_given_out_on_the_page(as_lin, chen, silent, kind):
    address = reverse("gaps:task_new", args=[silent.pk])
    page = as_lin.get(address, {"kind": kind}).content.decode()
    assert "罗田县" in page

    facts = {"kind": kind, "what": "去看一看", "assigned_to": str(chen.user_id), "due_at": "2020-02-03T10:00"}
    answer = as_lin.post(address, facts)

    task = GapTask.objects.get()
    assert answer.url == reverse("gaps:task", args=[task.pk])
    assert (task.kind, task.assigned_to_id) == (kind, chen.user_id)


def test_a_volunteer_finds_the_task_on_the_page_and_reports_from_a_phone(as_chen, lin, chen, silent, crisis):
    task = open_task(lin, silent, kind="VERIFY", what="去看一看", assigned_to_id=chen.user_id)
    assert reverse("gaps:task", args=[task.pk]) in as_chen.get(
        reverse("gaps:gap_list", args=[crisis.slug])
    ).content.decode()  # fmt: skip

    as_chen.post(reverse("gaps:task_done", args=[task.pk]), {"result": "三户缺药"})

    assert GapTask.objects.get(pk=task.pk).result == "三户缺药"


def test_an_empty_result_is_asked_for_again(as_lin, lin, silent):
    task = open_task(lin, silent, kind="VERIFY", what="去看一看")

    answer = as_lin.post(reverse("gaps:task_done", args=[task.pk]), {"result": ""})

    assert answer.status_code == 422
    assert GapTask.objects.get(pk=task.pk).done_at is None


# New words


def test_a_listed_thing_learns_the_word_and_the_needs_follow(lin, word, told, mask):
    naming = name_term(lin, word, verdict="SAME", item=mask)

    told.refresh_from_db()
    assert told.item == mask
    assert find_item(WORD) == mask
    assert naming.changed["needs"] == [str(told.pk)]


def test_a_new_kind_joins_the_list_of_things(lin, word, told):
    naming = name_term(lin, word, verdict="NEW", name="夜间陪护", name_en="Night care", unit="人次")

    told.refresh_from_db()
    assert told.item == naming.item == Item.objects.get(name="夜间陪护")
    assert find_item(WORD) == naming.item


def test_what_is_no_need_changes_nothing_but_is_remembered(lin, word, told):
    naming = name_term(lin, word, verdict="NOT_A_NEED")

    told.refresh_from_db()
    assert (told.item, naming.item) == (None, None)
    assert find_item(WORD) is None


@pytest.mark.parametrize("verdict", ["SAME", "NEW"])
def test_a_verdict_taken_back_leaves_all_as_it_was(lin, word, told, mask, verdict):
    facts = {"item": mask} if verdict == "SAME" else {"name": "夜间陪护", "unit": "人次"}
    before = Item.objects.count()
    naming = name_term(lin, word, verdict=verdict, **facts)

    take_back_naming(lin, naming)

    told.refresh_from_db()
    assert told.item is None
    assert (Item.objects.count(), ItemAlias.objects.filter(alias=WORD).count()) == (before, 0)
    assert not Naming.objects.exists()


def test_a_name_of_another_thing_is_refused(lin, word, mask):
    with pytest.raises(ItemNameTakenError, match=mask.name):
        name_term(lin, word, verdict="NEW", name=mask.name, unit="只")


def test_a_word_is_named_once(lin, word, mask):
    name_term(lin, word, verdict="NOT_A_NEED")

    with pytest.raises(LineAlreadyDecidedError):
        name_term(lin, word, verdict="SAME", item=mask)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"verdict": "SAME", "item": "没有这种东西"}, "名录里没有这种物资"),
        ({"verdict": "NEW", "name": "", "unit": ""}, "请写新种类的名称"),
        ({"verdict": "NEW", "name": "医用外科口罩", "unit": "只"}, "名录里已有"),
    ],
)
def test_a_faulty_verdict_is_refused_with_its_reason(as_lin, word, facts, words):
    answer = as_lin.post(reverse("gaps:name", args=[word.pk]), facts)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Naming.objects.exists()


def test_a_verdict_is_given_and_taken_back_on_the_page(as_lin, word, told):
    as_lin.post(reverse("gaps:name", args=[word.pk]), {"verdict": "NEW", "name": "夜间陪护", "unit": "人次"})
    page = as_lin.get(reverse("gaps:gap", args=[word.pk])).content.decode()
    assert "夜间陪护" in page

    as_lin.post(reverse("gaps:unname", args=[Naming.objects.get().pk]))

    assert not Naming.objects.exists()
