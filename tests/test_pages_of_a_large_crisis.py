"""A page that shows kept sums of a large crisis says what it says of a small one, and says how old they are."""

import re

import pytest
from django.core.cache import cache, caches
from django_scopes import scope

from qiao.intake import keeping
from qiao.registry.models import Item, Place
from tests.test_pages_at_two_sizes import grow

PAGES = (
    *("plans", "differences", "hindsight", "quality", "gaps", "gaps/beside", "gaps/grid", "gaps/coverage"),
    *("gaps/presence", "bridges", "bridges/?explain=1", "load", "means", "funding"),
)
KEPT = re.compile(r'<p class="quiet small">(?:这个事件很大|This crisis is large).*?</p>', re.DOTALL)


@pytest.fixture
def grown(lin, association, crisis, now):
    """A crisis with something on every one of the pages."""
    items = [*Item.objects.filter(code__in=("mask-surgical", "suit-medical", "goggles", "rice"))]
    places = [*Place.objects.filter(code__startswith="4211", level="COUNTY").order_by("code")]
    with scope(organization=association.pk):
        grow(lin, crisis, items or [*Item.objects.all()[:4]], places, start=0, now=now)
    return crisis


def said(client, crisis, page: str, language: str) -> tuple[str, int]:
    """Return what stands on a page but for forms' tokens, and how often it says of when the sums are."""
    path, _, query = page.partition("/?")
    answer = client.get(f"/e/{crisis.slug}/{path}/?{query}", headers={"accept-language": language})
    assert answer.status_code == 200
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    main = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", main)
    moments = re.compile(r"<time.*?</time>", re.DOTALL)  # of the second in which it was asked
    return moments.sub("", KEPT.sub("", main)), len(KEPT.findall(main))


@pytest.mark.django_db
def test_kept_or_counted_a_page_says_the_same(as_lin, grown, monkeypatch) -> None:
    pages = [(page, "zh-CN") for page in PAGES] + [
        ("gaps/grid", "en"),
        ("bridges", "en"),
        ("gaps/presence", "en"),
    ]
    small = {asked: said(as_lin, grown, *asked) for asked in pages}
    monkeypatch.setattr(keeping, "LARGE", 0)
    caches["memory"].clear()
    cache.clear()
    first = {asked: said(as_lin, grown, *asked) for asked in pages}
    kept = {asked: said(as_lin, grown, *asked) for asked in pages}

    assert {asked for asked in pages if kept[asked][0] != small[asked][0]} == set()
    assert {asked for asked in pages if first[asked][0] != small[asked][0]} == set()
    assert {shown for _words, shown in small.values()} == {0}
    assert {shown for _words, shown in kept.values()} == {1}
