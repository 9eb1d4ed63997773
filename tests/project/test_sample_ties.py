"""The sample's fifth dimension: every page of it has something to show, all of it marked as invented."""

from django_scopes import scope

from qiao.gaps.queries.partners import suggestions
from qiao.project.sample.cast import found_cast
from qiao.project.sample.story import Span, open_crisis
from qiao.project.sample.ties import fifth_dimension
from qiao.registry.models import Cooperation, Obstacle, Partnership, Tie


def test_the_sample_fills_every_page_of_the_fifth_dimension(db, now):
    span = Span.ending(now)
    cast = found_cast(span.start.date())
    crisis = open_crisis(cast, span.start)
    with scope(organization=cast.association.pk):
        fifth_dimension(cast, crisis, start=span.start, now=span.now)

        assert set(Tie.objects.values_list("kind", flat=True)) == set(Tie.Kind.values)
        assert [len(one.locals) > 0 for one in suggestions(crisis, now=now)] == [True]
        for model in (Tie, Partnership, Obstacle, Cooperation):
            assert model.objects.exists()
            assert not model.objects.filter(is_sample=False).exists()
