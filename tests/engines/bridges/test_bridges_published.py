"""Networks of the literature, with the numbers printed there."""

import networkx as nx
import pytest

from qiao.engines.bridges import survey

KITE_BETWEENNESS = {0: 0.023, 1: 0.023, 2: 0.000, 3: 0.102, 4: 0.000, 5: 0.231, 6: 0.231, 7: 0.389, 8: 0.222}
"""Krackhardt 1990: Andre, Beverly, Carol, Diane, Ed, Fernando, Garth, Heather, Ike; Jane is 0."""

FLORENCE_BETWEENNESS = {
    "Medici": 0.522,
    "Guadagni": 0.255,
    "Albizzi": 0.212,
    "Salviati": 0.143,
    "Ridolfi": 0.114,
    "Bischeri": 0.104,
    "Strozzi": 0.103,
    "Barbadori": 0.093,
    "Tornabuoni": 0.092,
    "Castellani": 0.055,
    "Peruzzi": 0.022,
}
"""Padgett and Ansell 1993, marriages of 15 families; Jackson 2008, section 1.2.1, prints Medici, Guadagni and Strozzi."""


def found(graph):
    ties = [(str(one), str(other)) for one, other in graph.edges]
    return {one.unit: one for one in survey(ties, map(str, graph))}


def test_the_kite_of_krackhardt_has_its_printed_betweenness():
    kite = found(nx.krackhardt_kite_graph())

    assert {int(unit): round(one.betweenness, 3) for unit, one in kite.items()} == KITE_BETWEENNESS | {9: 0.0}


def test_the_kite_has_one_person_with_the_most_ties_and_another_in_between():
    kite = found(nx.krackhardt_kite_graph())

    assert max(kite.values(), key=lambda one: one.degree).unit == "3"
    assert {unit for unit, one in kite.items() if one.is_cut_point} == {"7", "8"}


def test_the_marriages_of_florence_put_the_medici_in_between():
    families = found(nx.florentine_families_graph())

    assert {
        unit: round(families[unit].betweenness, 3) for unit in FLORENCE_BETWEENNESS
    } == FLORENCE_BETWEENNESS


@pytest.mark.parametrize(
    "graph", [nx.krackhardt_kite_graph(), nx.florentine_families_graph(), nx.karate_club_graph()]
)
def test_constraint_of_published_networks_equals_the_reference_implementation(graph):
    plain = nx.Graph(graph.edges)

    ours = {unit: one.constraint for unit, one in found(plain).items()}

    assert ours == pytest.approx({str(unit): value for unit, value in nx.constraint(plain).items()})
