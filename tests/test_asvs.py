"""docs/asvs.csv: every requirement of ASVS 5.0 up to level 2, each with what shows it or why it does not apply."""

import ast
import csv
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERDICTS = {"HELD", "OPERATOR", "OPEN", "NONE"}
OF_LEVEL = {"1": 70, "2": 183}
"""How many requirements ASVS 5.0.0 has of each level."""


@cache
def rows() -> tuple[dict[str, str], ...]:
    with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(one.name for one in tree.body if isinstance(one, ast.FunctionDef))


def is_there(shown_by: str) -> bool:
    path, _colons, name = shown_by.partition("::")
    return (ROOT / path).exists() and (not name or name in names_in(ROOT / path))


def test_every_requirement_up_to_level_two_stands_in_the_table_once():
    ids = [row["requirement"] for row in rows()]

    assert len(ids) == len(set(ids))
    assert Counter(row["level"] for row in rows()) == OF_LEVEL


def test_what_is_held_names_a_test_or_a_file_that_is_there():
    assert [row["requirement"] for row in rows() if row["verdict"] not in VERDICTS] == []
    held = [row for row in rows() if row["verdict"] == "HELD"]
    assert [row["requirement"] for row in held if not row["shown_by"]] == []
    assert [row["shown_by"] for row in rows() if row["shown_by"] and not is_there(row["shown_by"])] == []


def test_what_is_not_held_says_why():
    assert [row["requirement"] for row in rows() if row["verdict"] != "HELD" and not row["note"]] == []


def test_a_test_that_is_not_there_is_found_out():
    assert is_there("tests/test_asvs.py::test_a_test_that_is_not_there_is_found_out")
    assert not is_there("tests/test_asvs.py::test_of_nothing")
    assert not is_there("tests/test_nowhere.py")
