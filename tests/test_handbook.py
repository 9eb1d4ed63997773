"""The handbook: the same commands in both languages, each one there is, each one tried by a test."""

import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from tests.test_asvs import is_there

ROOT = Path(__file__).resolve().parents[1]
BOOKS = {
    name: (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("handbook.md", "handbook.en.md")
}
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FIGURE = re.compile(r"qiao_[a-z_]+")

PROJECT = "tests/project"
TRIED_BY = {
    "demo": f"{PROJECT}/test_demo.py",
    "init --organization --place --admin": f"{PROJECT}/test_work.py",
    "doctor": f"{PROJECT}/test_doctor.py::test_a_sound_installation_is_not_accused",
    "doctor --json": f"{PROJECT}/test_doctor.py",
    "backup": f"{PROJECT}/test_backup.py",
    "backup --keys": f"{PROJECT}/test_contract.py::test_its_word_is_verified_backed_up_and_restored",
    "backup --keys --new-key": f"{PROJECT}/test_thinning.py::test_a_new_private_key_can_go_where_it_belongs_at_once",
    "backup --keep-all": f"{PROJECT}/test_thinning.py",
    "restore --keys --key": f"{PROJECT}/test_contract.py::test_its_word_is_verified_backed_up_and_restored",
    "verify": "tests/trail/test_verify.py",
    "verify --checkpoint": "tests/trail/test_verify.py",
    "verify --against": "tests/trail/test_verify.py",
    "upgrade --key": f"{PROJECT}/test_backup.py::test_forward_back_and_forward_again_keeps_every_row",
    "upgrade --back --key": f"{PROJECT}/test_backup.py::test_forward_back_and_forward_again_keeps_every_row",
    "move-to-postgres": f"{PROJECT}/test_move.py",
    "move-to-postgres --resume": f"{PROJECT}/test_move.py::test_a_move_that_was_killed_is_gone_on_with_and_not_served_before",
    "serve --port --without-worker": f"{PROJECT}/test_behind_proxy.py",
    "worker --by-itself": f"{PROJECT}/test_behind_proxy.py",
    "care_keys --reseal --destroy-old": "tests/care/test_keys.py",
    "breach --since --user --out": f"{PROJECT}/test_breach.py",
    "breach --since --copied --with-keys --out": f"{PROJECT}/test_breach.py",
    "roles": f"{PROJECT}/test_walls.py::test_roles_are_made_and_granted_where_there_are_any",
    "crisis --ended-on": f"{PROJECT}/test_closing.py",
    "crisis --assessment --yes": f"{PROJECT}/test_closing.py",
    "crisis --key": f"{PROJECT}/test_closing.py",
}
"""Which test runs a command with these options; --data is an option of all."""


def commands(book: str) -> list[list[str]]:
    """Return the commands of Qiao in a book, in order, as lists of words."""
    lines = [line for kind, block in FENCE.findall(book) if kind == "sh" for line in block.splitlines()]
    return [shlex.split(line.strip())[1:] for line in lines if line.startswith("./qiao ")]


def without_data(words: list[str]) -> list[str]:
    if "--data" not in words:
        return words
    at = words.index("--data")
    return words[:at] + words[at + 2 :]


def shape_of(words: list[str]) -> str:
    """Return a command and its options, without their values."""
    return " ".join([words[0], *(one for one in without_data(words) if one.startswith("--"))])


def test_both_languages_have_the_same_chapters_and_the_same_commands():
    chinese, english = BOOKS.values()

    assert (
        len(re.findall(r"^## \d+ ", chinese, re.MULTILINE))
        == len(re.findall(r"^## \d+ ", english, re.MULTILINE))
        == 15
    )
    said = [[" ".join(words).replace("公钥", "KEY") for words in commands(one)] for one in (chinese, english)]
    assert said[0] == said[1]
    assert len(said[0]) > 20


@pytest.mark.parametrize("words", commands(BOOKS["handbook.md"]), ids=" ".join)
def test_a_command_of_the_handbook_is_one_there_is_and_takes_these_options(words):
    name, *rest = without_data(words)
    name = name.replace("-", "_")

    parser = load_command_class(get_commands()[name], name).create_parser("qiao", name)
    if name != "demo":  # it reads its own options before Django does
        parser.parse_args(rest)


def test_each_command_of_the_handbook_is_tried_by_a_test_that_is_there():
    shapes = {shape_of(words) for words in commands(BOOKS["handbook.md"])}

    assert shapes <= set(TRIED_BY)
    assert [one for one in TRIED_BY.values() if not is_there(one)] == []
    told = {
        shape: (ROOT / where.partition("::")[0]).read_text(encoding="utf-8")
        for shape, where in TRIED_BY.items()
    }
    for shape, text in told.items():
        name, *options = shape.split()
        assert name in text, shape
        assert [one for one in options if one not in text and one not in {"--port", "--out"}] == [], shape


def test_the_figures_of_the_handbook_are_those_of_the_rules():
    rules = (ROOT / "deploy" / "prometheus" / "qiao.rules.yaml").read_text(encoding="utf-8")
    asked = {
        name.removesuffix("_bucket")
        for line in re.findall(r"expr: .*", rules)
        for name in FIGURE.findall(line)
    }

    assert len(asked) > 8
    for name, book in BOOKS.items():
        assert asked == set(FIGURE.findall(book)), name
