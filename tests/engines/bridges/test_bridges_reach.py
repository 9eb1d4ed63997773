from qiao.engines.bridges import cut_off, unreached

TIES = [
    ("donor", "union"),
    ("union", "village"),
    ("union", "community"),
    ("county", "village"),
    ("county", "union"),
    ("far hamlet", "far village"),
]


def test_places_behind_the_only_bridge_are_cut_off_when_it_stops():
    assert cut_off(TIES, "union", ["donor"]) == ["community", "county", "village"]


def test_a_place_with_a_second_way_is_not_cut_off():
    assert cut_off([*TIES, ("donor", "village")], "union", ["donor"]) == ["community"]


def test_what_was_never_reached_is_not_cut_off():
    assert "far hamlet" not in cut_off(TIES, "union", ["donor"])


def test_nothing_is_cut_off_by_who_has_no_ties():
    assert cut_off(TIES, "stranger", ["donor"]) == []


def test_places_with_no_path_to_any_donor_are_named():
    assert unreached(TIES, ["village", "far hamlet", "unheard of"], ["donor"]) == ["far hamlet", "unheard of"]
