import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.bridges import cut_off, fed, unreached

FLOWS = [
    ("donor", "union"),
    ("union", "village"),
    ("union", "community"),
    ("county", "village"),
    ("county", "union"),
    ("far hamlet", "far village"),
]

flows = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=20)


def test_places_behind_the_only_bridge_are_cut_off_when_it_stops():
    assert cut_off(FLOWS, "union", ["donor"]) == ["community", "village"]


def test_a_place_with_a_second_way_is_not_cut_off():
    assert cut_off([*FLOWS, ("donor", "village")], "union", ["donor"]) == ["community"]


def test_what_was_never_reached_is_not_cut_off():
    assert "far hamlet" not in cut_off(FLOWS, "union", ["donor"])


def test_nothing_is_cut_off_by_who_bears_nothing():
    assert cut_off(FLOWS, "stranger", ["donor"]) == []


def test_when_the_only_donor_stops_all_it_fed_is_cut_off():
    assert cut_off(FLOWS, "donor", ["donor"]) == ["community", "union", "village"]


def test_two_places_served_by_one_organisation_are_no_path_for_each_other():
    shared = [("far union", "hill"), ("far union", "village"), ("union", "village"), ("donor", "union")]

    assert unreached(shared, ["hill", "village"], ["donor"]) == ["hill"]


def test_places_with_no_path_to_any_donor_are_named():
    assert unreached(FLOWS, ["village", "far hamlet", "unheard of"], ["donor"]) == [
        "far hamlet",
        "unheard of",
    ]


@given(flows, st.sampled_from("abcdefgh"))
def test_what_is_fed_and_cut_off_equals_the_reference_implementation(ties, stopped):
    graph = nx.DiGraph(ties)
    graph.add_nodes_from("ab")
    before = {"a", "b"} | nx.descendants(graph, "a") | nx.descendants(graph, "b")
    graph.remove_nodes_from([stopped])
    left = [one for one in "ab" if one != stopped]
    after = set(left).union(*(nx.descendants(graph, one) for one in left))

    assert fed(ties, ["a", "b"]) == before
    assert cut_off(ties, stopped, ["a", "b"]) == sorted(before - after - {stopped})
