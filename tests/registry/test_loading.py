"""Reference data can be loaded again after every upgrade."""

import pytest
from django.conf import settings

from qiao.registry.loading import load_items, load_places
from qiao.registry.models import Item, ItemAlias, ItemStandard, Pack, Place, Substitution

TABLES = (Place, Item, ItemAlias, ItemStandard, Pack, Substitution)


def held():
    return {model.__name__: set(model.objects.values_list("pk", flat=True)) for model in TABLES}


@pytest.mark.django_db
def test_loading_twice_leaves_the_same_records_with_the_same_ids():
    before = held()

    load_places(settings.QIAO_REFERENCE)
    load_items(settings.QIAO_REFERENCE)

    assert before["Place"]
    assert held() == before


@pytest.mark.django_db
def test_loading_again_mends_a_changed_name():
    Place.objects.filter(code="421124").update(name="改错了")

    load_places(settings.QIAO_REFERENCE)

    assert Place.objects.get(code="421124").name == "英山县"


@pytest.mark.django_db
def test_loading_again_keeps_successors():
    before = set(Place.objects.filter(replaced_by__isnull=False).values_list("code", "replaced_by__code"))

    load_places(settings.QIAO_REFERENCE)

    assert before
    assert (
        set(Place.objects.filter(replaced_by__isnull=False).values_list("code", "replaced_by__code"))
        == before
    )
