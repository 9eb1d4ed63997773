import pytest

from qiao.engines.bridges import Brokerage, brokerage

GROUPS = {
    "donor": "outside",
    "other donor": "outside",
    "union": "local",
    "village": "local",
    "county": "state",
}


@pytest.mark.parametrize(
    ("path", "role"),
    [
        (("union", "village", "clinic"), "coordinator"),
        (("donor", "union", "other donor"), "itinerant"),
        (("village", "union", "county"), "representative"),
        (("donor", "union", "village"), "gatekeeper"),
        (("donor", "union", "county"), "liaison"),
    ],
)
def test_each_path_of_two_is_one_role(path, role):
    source, broker, target = path
    groups = {**GROUPS, "clinic": "local"}

    counts = brokerage([(source, broker), (broker, target)], groups)[broker]

    assert counts == Brokerage(**{role: 1})


def test_a_hand_made_network_has_the_counts_worked_out_by_hand():
    flows = [
        ("donor", "union"),
        ("other donor", "union"),
        ("village", "union"),
        ("union", "village"),
        ("union", "county"),
        ("county", "union"),
    ]

    counts = brokerage(flows, GROUPS)

    # donors -> village 2 and county -> village 1 (gatekeeper); donors -> county 2 (liaison); village -> county 1.
    assert counts["union"] == Brokerage(gatekeeper=3, liaison=2, representative=1)
    assert counts["donor"].total == 0


def test_who_has_a_direct_flow_needs_no_broker():
    flows = [("donor", "union"), ("union", "county"), ("donor", "county")]

    assert brokerage(flows, GROUPS)["union"].total == 0


def test_a_unit_without_a_group_is_refused_by_name():
    with pytest.raises(KeyError, match="stranger"):
        brokerage([("stranger", "union")], GROUPS)
