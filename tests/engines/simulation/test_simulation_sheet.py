"""The history of an invented shared sheet."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from qiao.engines.simulation import (
    EXAMPLE_ITEMS,
    EXAMPLE_PLACES,
    Hazard,
    SimulatedSheet,
    simulate_sheet_history,
)

START = datetime(2020, 2, 1, 8, tzinfo=UTC)
NAME = 2


def history(*, seed: int = 5, n_versions: int = 12) -> SimulatedSheet:
    return simulate_sheet_history(
        seed, places=EXAMPLE_PLACES, items=EXAMPLE_ITEMS[Hazard.EPIDEMIC], n_versions=n_versions, start=START
    )


def names(rows: tuple[tuple[str, ...], ...]) -> set[str]:
    return {row[NAME] for row in rows[1:]}


def test_the_same_seed_gives_the_same_history() -> None:
    assert history() == history()


def test_the_versions_come_every_quarter_of_an_hour() -> None:
    moments = [version.at for version in history().versions]

    assert {(later - earlier).total_seconds() for earlier, later in pairwise(moments)} == {900}


def test_every_row_is_as_wide_as_the_header() -> None:
    versions = history().versions

    assert {len(row) for version in versions for row in version.rows} == {len(versions[0].rows[0])}


def test_vanished_institutions_are_there_at_first_and_never_at_the_end() -> None:
    sheet = history()

    assert sheet.vanished
    assert set(sheet.vanished) <= names(sheet.versions[0].rows)
    assert not set(sheet.vanished) & names(sheet.versions[-1].rows)


def test_flapping_institutions_leave_and_return() -> None:
    sheet = history(n_versions=20)
    told = [
        names(version.rows) for number, version in enumerate(sheet.versions) if number not in sheet.shifted
    ]

    assert all(any(one not in seen for seen in told) for one in sheet.flapping)
    assert all(any(one in seen for seen in told[1:]) for one in sheet.flapping)


def test_one_version_stands_one_cell_to_the_right() -> None:
    sheet = history()
    (number,) = sheet.shifted
    shifted = sheet.versions[number].rows

    assert shifted[0] == sheet.versions[0].rows[0]
    assert all(row[0] == "" and row[NAME + 1] in names(sheet.versions[0].rows) for row in shifted[1:])


def test_no_cell_but_the_code_for_unlimited_is_one() -> None:
    sheet = history()
    cells = {cell for row in sheet.versions[0].rows[1:] for cell in row[3:-3]}

    assert "1" in cells
    assert all(cell == "" or cell.isdigit() for cell in cells)


def test_some_review_states_end_in_invisible_characters() -> None:
    states = {row[-1] for row in history().versions[0].rows[1:]}

    assert states & {"已审核\u3000", "已审核\u200b"}


@pytest.mark.parametrize(("n_versions", "message"), [(0, "n_versions")])
def test_a_history_without_versions_is_refused(n_versions, message) -> None:
    with pytest.raises(ValueError, match=message):
        history(n_versions=n_versions)
