"""Organisations whose names look like another's: flagged whatever door they came through, decided by a person."""

import pytest
from django.urls import reverse

from qiao.engines.linkage import Look, looks_of
from qiao.exceptions import LookAlikeOwnError, MergeRefusedError
from qiao.registry.look_actions import decide_look, find_looks_everywhere
from qiao.registry.looks import flags_of, looks_like, named
from qiao.registry.models import LookAlike, Organization
from tests.conftest import NOW

REAL = "示例壹家慈善基金会"


def look(one: str, other: str) -> tuple[Look, ...]:
    return looks_of(named(one), named(other))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("示例一家慈善基金会", Look.SKELETON),  # a figure for its formal sign
        ("示例\u200b壹家慈善基金会", Look.SKELETON),  # a space nobody sees
        ("示例壹家慈善基金会（）", Look.SKELETON),
        ("示例壹佳慈善基金会", Look.SOUND),
        ("示例壹家公益基金会", Look.FILLING),
        ("示例壹家基金会", Look.FILLING),
        ("示例壹象慈善基金会", Look.ONE_SIGN),
    ],
)
def test_a_name_that_pretends_to_be_another_is_seen(name, why):
    assert why in look(REAL, name)


def test_signs_of_another_script_look_like_the_latin_ones():
    assert look("示例ABC公益中心", "示例АВС公益中心") == (Look.SKELETON,)  # the second in Cyrillic


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示例市第一人民医院", "示例市第二人民医院"),
        ("英山县人民医院", "罗田县人民医院"),
        ("示例县中医医院", "示例县中心医院"),
        ("示例县义工联合会", "示例县红十字会"),
    ],
)
def test_honest_neighbours_do_not_look_alike(one, other):
    assert look(one, other) == ()


@pytest.fixture
def real(shanghai) -> Organization:
    return Organization.objects.create(name=REAL, kind="FOUNDATION", home=shanghai, is_sample=True)


def test_a_row_that_came_by_any_door_is_flagged_when_the_worker_comes_by(real, yingshan):
    fake = Organization.objects.create(name="示例一家慈善基金会", kind="OTHER", home=yingshan, is_sample=True)

    looked_at = find_looks_everywhere(NOW)
    again = find_looks_everywhere(NOW)

    assert looked_at >= 2
    assert again == 0
    assert [flag.other for flag in flags_of(fake)] == [real]
    assert [flag.other for flag in flags_of(real)] == [fake]


def test_a_pair_that_a_person_found_honest_is_no_longer_shown(lin, real, yingshan):
    Organization.objects.create(name="示例一家慈善基金会", kind="OTHER", home=yingshan, is_sample=True)
    find_looks_everywhere(NOW)

    decide_look(lin, LookAlike.objects.get(), state="DIFFERENT", note="两家代码不同", now=NOW)

    assert flags_of(real) == []


def test_nobody_decides_about_their_own_organisation(lin, association, yingshan):
    Organization.objects.create(name="示例县义公联合会", kind="OTHER", home=yingshan, is_sample=True)
    find_looks_everywhere(NOW)

    with pytest.raises(LookAlikeOwnError):
        decide_look(lin, LookAlike.objects.get(), state="DIFFERENT", note="都属实", now=NOW)


def test_registering_a_look_alike_asks_once_more_and_keeps_the_flag(as_lin, real):
    url, facts = reverse("registry:organization_new"), {"name": "示例一家慈善基金会", "kind": "FOUNDATION"}

    first = as_lin.post(url, facts)
    second = as_lin.post(url, facts | {"is_another": "on"})

    assert first.status_code == 422
    assert f"看起来像“{REAL}”" in first.content.decode()
    made = Organization.objects.get(name=facts["name"])
    assert second["Location"] == reverse("registry:organization", args=(made.pk,))
    page = as_lin.get(second["Location"]).content.decode()
    assert "看起来一样，其实有的字不同" in page


def test_a_sign_that_nobody_sees_is_refused_with_its_place(as_lin):
    answer = as_lin.post(
        reverse("registry:organization_new"), {"name": "示例\u200b协会", "kind": "ASSOCIATION"}
    )

    assert answer.status_code == 422
    assert "第 3 位有看不见的字符（U+200B）" in answer.content.decode()


def test_the_list_is_decided_on_with_a_reason(as_lin, real, yingshan):
    Organization.objects.create(name="示例一家慈善基金会", kind="OTHER", home=yingshan, is_sample=True)
    find_looks_everywhere(NOW)
    url = reverse("registry:look_decide", args=(LookAlike.objects.get().pk,))

    bare = as_lin.post(url, {"state": "SUSPECT", "note": ""})
    as_lin.post(url, {"state": "SUSPECT", "note": "代码查无此家"})

    assert bare.status_code == 422
    assert "疑似冒名" in as_lin.get(reverse("registry:organization", args=(real.pk,))).content.decode()


def test_a_search_of_the_registry_by_a_false_name_finds_the_real_one(real):
    assert [(one, why) for one, why in looks_like("示例壹家慈善基金會")] == [(real, (Look.SKELETON,))]


def test_two_found_to_be_one_are_one_until_decided_otherwise(lin, real, yingshan):
    other = Organization.objects.create(
        name="示例一家慈善基金会", kind="FOUNDATION", home=yingshan, is_sample=True
    )
    found = LookAlike.objects.create(one=real, other=other, found_at=NOW)

    decide_look(lin, found, state="SAME", note="同一统一社会信用代码", now=NOW)
    decide_look(lin, found, state="SAME", note="再按一次", now=NOW)
    other.refresh_from_db()
    assert other.standing == real

    decide_look(lin, found, state="DIFFERENT", note="看错了", now=NOW)
    other = Organization.objects.get(pk=other.pk)
    assert (other.same_as, real.names.filter(until__isnull=True).count()) == (None, 0)


def test_two_that_both_work_here_are_not_joined_by_a_look(lin, real, yingshan):
    other = Organization.objects.create(name="示例一家慈善基金会", kind="FOUNDATION", runs_qiao=True)
    Organization.objects.filter(pk=real.pk).update(runs_qiao=True)
    found = LookAlike.objects.create(one=Organization.objects.get(pk=real.pk), other=other, found_at=NOW)

    with pytest.raises(MergeRefusedError):
        decide_look(lin, found, state="SAME", note="", now=NOW)

    found.refresh_from_db()
    assert found.state == "OPEN"
