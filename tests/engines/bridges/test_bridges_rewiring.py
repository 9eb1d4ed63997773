import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.bridges import rewired, survey
from qiao.engines.bridges.rewiring import _swapped, betweenness

graphs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)
FLORENCE = [(str(one), str(other)) for one, other in nx.florentine_families_graph().edges]


def simple(ties) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(range(10))
    graph.add_edges_from((one, other) for one, other in ties if one != other)
    return graph


@given(graphs)
def test_betweenness_by_matrices_equals_the_reference_implementation(ties):
    graph = simple(ties)

    ours = betweenness(nx.to_numpy_array(graph, nodelist=range(10)))

    assert ours == pytest.approx(np.array([nx.betweenness_centrality(graph)[one] for one in range(10)]))


@given(graphs, st.integers(0, 99))
def test_rewiring_keeps_every_degree_and_makes_neither_loop_nor_double(ties, seed):
    graph = simple(ties)

    after = _swapped(sorted(tuple(sorted(one)) for one in graph.edges), np.random.default_rng(seed), 100)

    assert len({frozenset(one) for one in after}) == graph.number_of_edges()
    assert dict(nx.Graph(after).degree) == {unit: n for unit, n in graph.degree if n}


def test_rewiring_changes_what_can_be_changed():
    before = sorted(tuple(sorted(one)) for one in nx.florentine_families_graph().edges)

    assert sorted(_swapped(before, np.random.default_rng(1), 100)) != before


def test_the_same_seed_gives_the_same_baseline():
    assert rewired(FLORENCE, seed=7, permutations=20) == rewired(FLORENCE, seed=7, permutations=20)


def test_another_seed_gives_another_baseline():
    assert rewired(FLORENCE, seed=7, permutations=20) != rewired(FLORENCE, seed=8, permutations=20)


def test_in_a_star_chance_gives_what_is_observed():
    star = [("hub", f"ray{n}") for n in range(5)]

    hub = rewired(star, seed=1, permutations=5)["hub"]

    assert (hub.betweenness_low, hub.betweenness_high) == (1, 1)
    assert hub.constraint_low == pytest.approx(0.2)


def test_who_joins_two_crowds_is_above_what_its_ties_alone_would_give():
    crowds = [(f"{side}{one}", f"{side}{other}") for side in "xy" for one in range(6) for other in range(one)]
    ties = [*crowds, ("x0", "bridge"), ("bridge", "y0")]

    chance = rewired(ties, seed=3, permutations=50)["bridge"]
    observed = next(one for one in survey(ties) if one.unit == "bridge")

    assert observed.betweenness > chance.betweenness_high


def test_a_unit_without_ties_has_no_constraint_by_chance_either():
    alone = rewired(FLORENCE, ["alone"], seed=1, permutations=3)["alone"]

    assert (alone.betweenness_high, alone.constraint_low, alone.constraint_high) == (0, None, None)


def test_no_permutation_is_refused():
    with pytest.raises(ValueError, match="permutations"):
        rewired(FLORENCE, seed=1, permutations=0)
