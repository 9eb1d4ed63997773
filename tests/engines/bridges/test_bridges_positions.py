from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.bridges import constraint, survey


def positions(ties, units=()):
    return {position.unit: position for position in survey(ties, units)}


def star(rays: int) -> list[tuple[str, str]]:
    return [("hub", f"ray{n}") for n in range(rays)]


def clique(names: str) -> list[tuple[str, str]]:
    return list(combinations(names, 2))


TWO_CLIQUES = [*clique("abc"), ("c", "bridge"), ("bridge", "x"), *clique("xyz")]

graphs = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=25)


@pytest.mark.parametrize("rays", [2, 5, 9])
def test_the_centre_of_a_star_has_constraint_one_over_its_rays(rays):
    assert positions(star(rays))["hub"].constraint == pytest.approx(1 / rays)


def test_a_ray_of_a_star_is_wholly_constrained():
    assert positions(star(5))["ray0"].constraint == 1


def test_a_clique_of_three_has_constraint_1_125():
    assert positions(clique("abc"))["a"].constraint == 1.125


def test_the_centre_of_a_star_lies_on_every_path():
    assert positions(star(5))["hub"].betweenness == 1


def test_the_bridge_between_two_cliques_is_a_cut_point():
    found = positions(TWO_CLIQUES)

    assert {unit for unit, position in found.items() if position.is_cut_point} == {"c", "bridge", "x"}


def test_the_bridge_between_two_cliques_is_least_constrained_of_the_ends_it_joins():
    found = positions(TWO_CLIQUES)

    assert found["bridge"].constraint == 0.5
    assert found["a"].constraint > found["bridge"].constraint


def test_a_clique_has_no_cut_point():
    assert not any(position.is_cut_point for position in survey(clique("abcd")))


def test_a_unit_without_ties_is_listed_without_a_constraint():
    alone = positions(star(3), ["alone"])["alone"]

    assert (alone.degree, alone.constraint) == (0, None)


def test_a_tie_of_a_unit_with_itself_counts_for_nothing():
    assert survey([*star(3), ("hub", "hub")]) == survey(star(3))


def test_no_ties_give_no_positions():
    assert survey([]) == []


@given(graphs)
def test_constraint_equals_the_reference_implementation(ties):
    graph = nx.Graph((one, other) for one, other in ties if one != other)

    ours = constraint({unit: set(graph[unit]) for unit in graph})

    assert ours == pytest.approx(nx.constraint(graph))


@given(graphs, st.permutations("abcdefgh"))
def test_new_names_change_no_position(ties, names):
    renamed = dict(zip("abcdefgh", names, strict=True))

    before = positions(ties)
    after = positions([(renamed[one], renamed[other]) for one, other in ties])

    for unit, position in before.items():
        twin = after[renamed[unit]]
        assert (twin.degree, twin.is_cut_point) == (position.degree, position.is_cut_point)
        assert twin.betweenness == pytest.approx(position.betweenness)
        assert twin.constraint == pytest.approx(position.constraint)
