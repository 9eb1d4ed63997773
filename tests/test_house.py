"""What linters cannot hold: the shape of the house (DESIGN 3, STYLE 4)."""

import ast
import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from qiao import chain
from qiao.accounts.rights import TABLE, rights
from qiao.accounts.roles import Role
from qiao.exceptions import QiaoError
from qiao.trail.recorded import RECORDED

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "qiao"
DESKS = (
    "registry",
    "intake",
    "relief",
    "volunteering",
    "care",
    "funding",
    "quality",
    "gaps",
    "preparing",
    "advocacy",
    "casebook",
)
LONGEST = 400


def python_files():
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def own_models():
    return [model for model in apps.get_models() if model.__module__.startswith("qiao.")]


def desk_of(model):
    return model.__module__.split(".")[1]


def test_each_link_is_made_only_from_earlier_links():
    seen = set()
    for link in chain.LINKS:
        assert set(link.made_from) <= seen, link.key
        seen.add(link.key)


def test_each_link_names_a_model_and_a_recorded_verb():
    for link in chain.LINKS:
        assert apps.get_model(link.model.lower()), link.key
        assert link.verb in rights(), link.key


def test_apps_are_installed_in_the_order_of_the_layers():
    order = ["accounts", "trail", *DESKS[:2]]
    installed = [name.split(".")[1] for name in settings.INSTALLED_APPS if name.startswith("qiao.")]

    assert installed[:4] == order
    assert installed.index("gaps") < installed.index("advocacy") < installed.index("casebook")
    assert installed[-1] == "project"


@pytest.mark.parametrize("desk", DESKS)
def test_every_desk_has_the_same_members(desk):
    for member in ("models", "queries", "actions", "forms", "views", "urls"):
        folder = SOURCE / desk
        assert (folder / f"{member}.py").exists() or (folder / member / "__init__.py").exists(), member
    assert any((SOURCE / desk / "templates" / desk).glob("*.html"))


def test_no_source_file_is_longer_than_two_duties():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}

    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > LONGEST} == {}


def test_relations_across_desks_are_hidden():
    shown = [
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and (field.many_to_one or field.one_to_one or field.many_to_many)
        and not field.auto_created
        and field.related_model.__module__.startswith("qiao.")
        and desk_of(field.related_model) != desk_of(model)
        and not field.remote_field.hidden
    ]

    assert shown == []


def test_every_record_has_a_uuid_or_is_keyed_by_one():
    keyed_otherwise = {
        "StockBalance",
        "PartBalance",
        "SearchEntry",
        "Kept",
        "SearchPending",
        "RepeatKey",
        "ReferenceMark",
    }  # rows of indexes and marks, no records
    for model in own_models():
        if model.__name__ in keyed_otherwise or model._meta.auto_created:
            continue
        key = model._meta.pk
        inner = key.target_field if key.is_relation else key
        assert inner.get_internal_type() == "UUIDField", model.__name__


def test_every_recorded_verb_is_in_the_table_of_rights():
    assert set(RECORDED) <= set(rights())


def test_no_verb_stands_twice_in_the_table_of_rights():
    with TABLE.open(encoding="utf-8", newline="") as file:
        verbs = [row["verb"] for row in csv.DictReader(file)]

    assert sorted(verbs) == sorted(set(verbs))


def test_the_table_of_rights_names_only_known_roles_and_both_languages():
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert set(row["roles"].split()) <= set(Role.values), row["verb"]
            assert row["zh"], row["verb"]
            assert row["en"], row["verb"]


def views(patterns=None, prefix=""):
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.callback


def test_every_page_of_ours_is_public_on_purpose_or_asks_for_a_right():
    doorless = [
        address
        for address, view in views()
        if view.__module__.startswith("qiao.") and not hasattr(view, "right")
    ]

    assert doorless == []


def refusals(base=QiaoError):
    for child in base.__subclasses__():
        yield child
        yield from refusals(child)


def test_every_refusal_has_a_code_of_its_own_and_stands_in_the_list():
    listed = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    codes = [one.code for one in refusals() if "code" in vars(one)]

    assert len(codes) == len(set(codes))
    assert [code for code in codes if f"`{code}`" not in listed] == []


def test_every_refusal_speaks_both_languages():
    for one in refusals():
        assert re.search(r"[\u4e00-\u9fff]", one.message_zh), one.__name__
        assert not re.search(r"[\u4e00-\u9fff]", one.message_en), one.__name__


def test_nothing_unfinished_is_marked_in_the_source():
    mark = re.compile(r"\b(?:TODO|FIXME|XXX)\b")

    assert [str(path) for path in python_files() if mark.search(path.read_text(encoding="utf-8"))] == []


def test_a_moment_becomes_a_day_by_the_clock_of_the_office():
    """A moment is held in UTC: its own date() is yesterday until eight in the morning in China."""
    wrong = re.compile(r"\b(?:now|at|moment|when)\.date\(\)")
    files = [path for path in python_files() if "engines" not in path.parts]

    assert [str(path) for path in files if wrong.search(path.read_text(encoding="utf-8"))] == []


def test_engines_take_no_clock_and_no_unseeded_chance():
    for path in (SOURCE / "engines").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        modules = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
        assert not calls & {"datetime.now", "date.today", "time.time", "uuid.uuid4"}, path
        assert "random" not in modules, f"{path}: import the seeded Random, not the module"


@pytest.fixture
def copied_house(tmp_path):
    """A copy of the source in which contracts can be broken on purpose."""
    shutil.copytree(SOURCE, tmp_path / "src" / "qiao", ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


BREAKS = {
    "engines import Django": (
        "engines/hours/value.py",
        "import django.utils.timezone",
        "Engines and batch are pure",
    ),
    "an engine imports another": (
        "engines/hours/value.py",
        "import qiao.engines.income",
        "do not import each other",
    ),
    "a lower desk imports a higher one": (
        "intake/queries.py",
        "import qiao.relief.models",
        "The layers of the house",
    ),
    "siblings import each other": (
        "funding/queries.py",
        "import qiao.relief.models",
        "The layers of the house",
    ),
    "queries import actions": ("gaps/queries/findings.py", "import qiao.gaps.actions", "Inside a desk"),
    "somebody imports care": ("casebook/queries.py", "import qiao.care.models", "Care is protected"),
    "a package nobody placed": ("stray/__init__.py", "", "The layers of the house"),
}


@pytest.mark.parametrize("broken", BREAKS, ids=str)
def test_each_contract_fails_when_it_is_broken(copied_house, broken):
    file, line, contract = BREAKS[broken]
    path = copied_house / "src" / "qiao" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"{path.read_text(encoding='utf-8') if path.exists() else ''}\n{line}\n", encoding="utf-8"
    )

    judged = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=copied_house,
        env={"PYTHONPATH": str(copied_house / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert judged.returncode != 0
    assert contract in judged.stdout + judged.stderr
