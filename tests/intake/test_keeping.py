"""Sums over a large crisis are kept a while; those of a small one never."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiao.accounts.models import Kept
from qiao.intake import actions, keeping
from qiao.intake.keeping import FRESH, OLDEST, kept, make_anew
from qiao.intake.models import Report
from qiao.intake.queries import need_figures_now
from qiao.registry.models import Crisis
from tests.makers import make_need

pytestmark = pytest.mark.usefixtures("at_work")


def total(slug: str) -> int:
    """Return what a page that is asked now says."""
    return kept(need_figures_now, Crisis.objects.get(slug=slug))["total"]


@pytest.fixture
def clock(monkeypatch, now):
    """Let the test say what time it is, and take a crisis of two reports for large."""
    cache.clear()
    moments = [now]
    monkeypatch.setattr(keeping, "LARGE", 1)
    monkeypatch.setattr(keeping.timezone, "now", lambda: moments[-1])
    return moments


def test_a_small_crisis_is_counted_each_time(lin, crisis, mask) -> None:
    for number in (1, 2, 3):
        make_need(lin, crisis, item=mask)
        assert total(crisis.slug) == number


def test_a_large_one_is_counted_once_until_the_tick_makes_it_anew(lin, crisis, mask, clock) -> None:
    for _ in range(2):
        make_need(lin, crisis, item=mask)
    assert total(crisis.slug) == 2
    make_need(lin, crisis, item=mask)

    assert total(crisis.slug) == 2
    assert make_anew(clock[-1]) == 0  # nobody looked since it was old

    clock.append(clock[-1] + FRESH + timedelta(seconds=1))
    assert total(crisis.slug) == 2
    assert make_anew(clock[-1]) == 1
    assert total(crisis.slug) == 3


def test_without_a_worker_nothing_old_is_shown(lin, crisis, mask, clock) -> None:
    for _ in range(2):
        make_need(lin, crisis, item=mask)
    total(crisis.slug)
    make_need(lin, crisis, item=mask)
    clock.append(clock[-1] + OLDEST + FRESH + timedelta(minutes=1))

    assert total(crisis.slug) == 3


def test_what_is_kept_is_of_one_organisation(lin, crisis, mask, clock, other_association) -> None:
    from django_scopes import scope

    for _ in range(2):
        make_need(lin, crisis, item=mask)
    assert total(crisis.slug) == 2
    with scope(organization=other_association.pk):
        assert total(crisis.slug) == 0


def test_a_page_reads_what_is_kept_once(lin, crisis, mask, clock) -> None:
    for _ in range(2):
        make_need(lin, crisis, item=mask)
    total(crisis.slug)
    here = Crisis.objects.get(slug=crisis.slug)
    with CaptureQueriesContext(connection) as asked:
        kept(need_figures_now, here)
        kept(need_figures_now, here)

    assert len(asked) == 1  # what is kept; that it is large is known by now


def figures_by(crisis: Crisis, first: str, second: str) -> tuple[str, str, int]:
    """Return what was asked, and how many needs there are."""
    return first, second, need_figures_now(crisis)["total"]


def test_what_is_asked_with_other_words_is_kept_apart(lin, crisis, mask, clock) -> None:
    for _ in range(2):
        make_need(lin, crisis, item=mask)
    for asked in (("COUNTY", ""), ("CITY", "老人:小孩")):
        assert kept(figures_by, crisis, *asked) == (*asked, 2)
    make_need(lin, crisis, item=mask)
    clock.append(clock[-1] + FRESH + timedelta(seconds=1))
    assert kept(figures_by, Crisis.objects.get(pk=crisis.pk), "CITY", "老人:小孩") == ("CITY", "老人:小孩", 2)
    make_anew(clock[-1])

    assert kept(figures_by, Crisis.objects.get(pk=crisis.pk), "CITY", "老人:小孩") == ("CITY", "老人:小孩", 3)


@pytest.mark.parametrize(("is_at_work", "shown"), [(True, 2), (False, 3)])
def test_of_a_dear_sum_the_old_one_is_shown_while_a_worker_runs(
    lin, crisis, mask, clock, monkeypatch, is_at_work, shown
) -> None:
    monkeypatch.setattr(keeping, "DEAR", timedelta(0))
    for _ in range(2):
        make_need(lin, crisis, item=mask)
    total(crisis.slug)
    make_need(lin, crisis, item=mask)
    clock.append(clock[-1] + OLDEST + FRESH + timedelta(minutes=1))
    if is_at_work:
        make_anew(clock[-1])

    here = Crisis.objects.get(slug=crisis.slug)
    assert kept(need_figures_now, here)["total"] == shown
    assert keeping.kept_since(here) == clock[0 if is_at_work else -1]


def words_of(crisis: Crisis) -> list[str]:
    """Return words as they came in, as what people ask for that no item names."""
    return list(Report.objects.filter(crisis=crisis).values_list("masked__text", flat=True))


def test_nothing_of_an_erased_report_stays_in_what_is_kept(lin, crisis, mask, clock) -> None:
    needs = [make_need(lin, crisis, item=mask) for _ in range(2)]
    assert len(kept(words_of, crisis)) == 2
    assert Kept.objects.filter(cache_key__contains="words_of").count() == 1

    actions.erase_report(lin, needs[0].report, reason="示例：本人要求")

    assert not Kept.objects.filter(cache_key__contains="words_of").exists()


def test_nothing_kept_of_others_goes_but_with_a_person_all_does(
    lin, crisis, mask, clock, other_association
) -> None:
    for _ in range(2):
        make_need(lin, crisis, item=mask)
    kept(words_of, crisis)

    keeping.forget_sums(other_association.pk)
    assert Kept.objects.filter(cache_key__contains="words_of").exists()
    keeping.forget_sums(None)
    assert not Kept.objects.filter(cache_key__contains="words_of").exists()
