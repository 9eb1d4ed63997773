"""Own and official figures stand beside each other; unknown stays unknown."""

from datetime import date

import pytest

from qiao.engines.gaps import ComparisonState
from qiao.gaps.actions.official import record_official
from qiao.gaps.models import OfficialFigure
from qiao.gaps.queries import figures
from qiao.gaps.queries.findings import unlisted_needs
from qiao.registry.models import QuantityKind
from tests.makers import make_need

pytestmark = pytest.mark.usefixtures("at_work")


def record(actor, crisis, place, item, quantity):
    return record_official(
        actor,
        crisis,
        kind=OfficialFigure.Kind.NEED,
        place=place,
        item=item,
        quantity=quantity,
        stated_on=date(2020, 1, 30),
        source="示例数据：县防控指挥部通报",
    )


def test_the_two_sides_keep_their_own_numbers(lin, crisis, mask, yingshan, now):
    make_need(lin, crisis, item=mask, place=yingshan, quantity=300)
    record(lin, crisis, yingshan, mask, 200)

    (line,) = figures.beside(crisis)

    assert [one.quantity for one in line.comparison.own] == [300]
    assert [one.quantity for one in line.comparison.official] == [200]
    assert line.comparison.difference == 100


def test_one_need_without_a_number_makes_our_figure_unknown(lin, crisis, mask, yingshan, now):
    make_need(lin, crisis, item=mask, place=yingshan, quantity=300)
    make_need(lin, crisis, item=mask, place=yingshan, quantity_kind="UNKNOWN")

    (own,) = figures.own_figures(crisis, now=now)

    assert own.quantity is None
    assert own.source == "我方 2 条需求：1 条数量未知，其余合计 300"


def test_an_official_figure_without_a_number_is_unknown_and_not_zero(lin, crisis, mask, yingshan, now):
    figure = record(lin, crisis, yingshan, mask, None)

    (line,) = figures.beside(crisis)

    assert figure.quantity_kind == QuantityKind.UNKNOWN
    assert line.comparison.official[0].quantity is None
    assert line.comparison.state == ComparisonState.ONLY_OFFICIAL


def test_an_official_zero_is_a_zero(lin, crisis, mask, yingshan, now):
    record(lin, crisis, yingshan, mask, 0)

    (line,) = figures.beside(crisis)

    assert line.comparison.official[0].quantity == 0


def test_a_need_outside_the_list_of_items_is_a_lead(lin, crisis, yingshan, mask):
    need = make_need(lin, crisis, item=mask, place=yingshan)
    type(need).objects.filter(pk=need.pk).update(item=None, item_text="哀伤辅导")

    assert unlisted_needs(crisis) == [("哀伤辅导", 1)]
