"""The two commands: what ./qiao promises before any of Qiao's own packages are there."""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "qiao" / "pages" / "static" / "vendor"
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
A_DJANGO_THAT_TELLS = """
import os, sys, qiao
print(sys.argv[1:], os.environ.get("QIAO_DATA"), os.environ["DJANGO_SETTINGS_MODULE"], qiao.WHERE)
"""


@pytest.fixture(scope="module")
def bootstrap() -> ModuleType:
    spec = spec_from_loader("bootstrap", SourceFileLoader("bootstrap", str(ROOT / "qiao")))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(*command: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONUTF8": "1"} | variables
    return subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


# -- Lock files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_file_names_no_host(lock: Path) -> None:
    text = lock.read_text()

    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host| @ ", text)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_of_a_lock_file_is_pinned_and_hashed(lock: Path) -> None:
    entries = re.split(r"\n(?=\w)", re.sub(r"^#.*\n", "", lock.read_text(), flags=re.MULTILINE))

    assert [e for e in entries if "==" not in e or "--hash=sha256:" not in e] == []


def test_what_both_locks_hold_has_one_version() -> None:
    run_lock, dev_lock = (
        set(re.findall(r"^(\w\S*==\S+.*?) \\$", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("run.txt", "dev.txt")
    )

    assert run_lock - dev_lock == set()


def test_npm_lock_names_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert [name for name, entry in packages.items() if "resolved" in entry] == []


# -- Vendored page scripts -------------------------------------------------------------------------------


def test_vendored_files_are_those_of_the_manifest() -> None:
    manifest = json.loads((VENDOR / "vendor.json").read_text())

    listed = {f"{entry['name']}/{file}": sha for entry in manifest for file, sha in entry["files"].items()}

    assert listed == {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "vendor.json"
    }


def test_every_vendored_package_brings_its_licence() -> None:
    manifest = json.loads((VENDOR / "vendor.json").read_text())

    assert [e["name"] for e in manifest if not any(f.startswith("LICENSE") for f in e["files"])] == []


# -- The file itself -------------------------------------------------------------------------------------


def test_help_names_the_two_commands_and_needs_no_packages() -> None:
    shown = run("-S", "-E", "qiao", "--help")

    assert shown.returncode == 0
    assert re.search(r"^  demo .*^  test ", shown.stdout, re.MULTILINE | re.DOTALL)


def test_asking_clean_for_help_removes_nothing(tmp_path: Path) -> None:
    shutil.copy(ROOT / "qiao", tmp_path)
    (tmp_path / ".venv").mkdir()

    shown = run("qiao", "clean", "--help", cwd=tmp_path)

    assert (shown.returncode, (tmp_path / ".venv").exists()) == (0, True)


def test_too_old_a_python_is_told_the_least_version(bootstrap: ModuleType) -> None:
    complaint = bootstrap.version_complaint((3, 10, 13))

    assert "needs Python 3.11 or newer; this is 3.10" in complaint
    assert bootstrap.version_complaint((3, 11, 0)) is None


def test_python_without_venv_is_told_the_package_of_its_own_version(bootstrap: ModuleType) -> None:
    complaint = bootstrap.venv_complaint(has_ensurepip=False, version=(3, 12))

    assert "apt install python3.12-venv" in complaint
    assert bootstrap.venv_complaint(has_ensurepip=True, version=(3, 12)) is None


def test_pips_indexes_are_handed_on_to_uv(bootstrap: ModuleType) -> None:
    listing = (
        "global.cert='/etc/ssl/own.crt'\n"
        "global.extra-index-url='https://second.invalid/simple\\nhttps://third.invalid/simple'\n"
        "global.find-links='/srv/wheels /media/stick'\n"
        "global.index-url='https://mirror.invalid/simple'\n"
    )

    variables = bootstrap.uv_environment(listing)

    assert variables == {
        "SSL_CERT_FILE": "/etc/ssl/own.crt",
        "UV_DEFAULT_INDEX": "https://mirror.invalid/simple",
        "UV_FIND_LINKS": "/srv/wheels,/media/stick",
        "UV_INDEX": "https://second.invalid/simple https://third.invalid/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_pips_environment_variable_outranks_its_file(bootstrap: ModuleType) -> None:
    listing = ":env:.index-url='https://env.invalid/simple'\nglobal.index-url='https://file.invalid/simple'\n"

    assert bootstrap.uv_environment(listing)["UV_DEFAULT_INDEX"] == "https://env.invalid/simple"


@pytest.mark.parametrize("given", [["--data", "d"], ["--data=d"]])
def test_data_folder_is_taken_from_anywhere_on_the_line(bootstrap: ModuleType, given: list[str]) -> None:
    rest, data = bootstrap.take_data(["serve", *given, "--port", "8001"])

    assert rest == ["serve", "--port", "8001"]
    assert data == str(Path("d").resolve())


def test_data_without_a_folder_is_refused(bootstrap: ModuleType) -> None:
    with pytest.raises(SystemExit, match="--data needs a directory"):
        bootstrap.take_data(["serve", "--data"])


# -- A whole bootstrap, without a network ----------------------------------------------------------------


def write_wheel(folder: Path) -> str:
    """Write a wheel called django which only tells how it was called; return its SHA-256."""
    wheel = folder / "django-1.0-py3-none-any.whl"
    files = {
        "django/__init__.py": "",
        "django/__main__.py": A_DJANGO_THAT_TELLS,
        "django-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: django\nVersion: 1.0\n",
        "django-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "django-1.0.dist-info/RECORD"
    with zipfile.ZipFile(wheel, "w") as archive:
        lines = []
        for name, text in files.items():
            sha = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            lines.append(f"{name},sha256={sha},{len(text)}\n")
            archive.writestr(name, text)
        archive.writestr(record, "".join([*lines, f"{record},,\n"]))
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a house of one package, which lies in its wheelhouse."""
    house = tmp_path_factory.mktemp("house")
    for folder in ("wheelhouse", "requirements", "src/qiao"):
        (house / folder).mkdir(parents=True)
    shutil.copy(ROOT / "qiao", house)
    (house / "src/qiao/__init__.py").write_text("WHERE = 'src of this house'\n")
    sha = write_wheel(house / "wheelhouse")
    (house / "requirements/run.txt").write_text(f"django==1.0 --hash=sha256:{sha}\n")
    return house


def test_first_command_installs_and_second_does_not(house: Path) -> None:
    first = run("qiao", "manage", "migrate", "--plan", "--data", "d", cwd=house, QIAO_INSTALLER="pip")
    second = run("qiao", "seed", cwd=house, QIAO_INSTALLER="pip", QIAO_DATA="from-outside")

    told = f"['migrate', '--plan'] {house / 'd'} qiao.project.settings src of this house\n"
    assert (first.returncode, first.stdout.splitlines(keepends=True)[-1]) == (0, told), first.stdout
    assert "installing 1 packages" in first.stdout
    assert second.stdout == "['seed'] from-outside qiao.project.settings src of this house\n"


def test_changed_lock_that_cannot_be_met_stops_with_advice(house: Path) -> None:
    (house / "requirements/run.txt").write_text(f"django==2.0 --hash=sha256:{'0' * 64}\n")

    refused = run("qiao", "demo", cwd=house, QIAO_INSTALLER="pip")

    assert refused.returncode == 1
    assert "./qiao bundle" in refused.stderr
    assert "django==2.0" in refused.stderr


# -- The count CI closes with ----------------------------------------------------------------------------

JUNIT = """<testsuites><testsuite>
<testcase classname="a" name="works"/>
<testcase classname="a" name="left_out"><skipped message="{reason}"/></testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize(
    ("reason", "in_ci", "expected"),
    [("../shared is absent", "true", 0), ("no browser", "true", 1), ("no browser", "", 0)],
)
def test_ci_allows_only_skips_for_want_of_shared(
    tmp_path: Path, reason: str, in_ci: str, expected: int
) -> None:
    report = tmp_path / "sqlite.xml"
    report.write_text(JUNIT.format(reason=reason))

    counted = run("scripts/count_tests.py", str(report), CI=in_ci)

    assert counted.returncode == expected
    assert counted.stdout.splitlines()[-1] == "1 passed, 0 failed"


def test_a_suite_that_left_no_report_counts_as_failed(tmp_path: Path) -> None:
    counted = run("scripts/count_tests.py", str(tmp_path / "postgresql.xml"))

    assert counted.returncode == 1
    assert counted.stdout.splitlines()[-1] == "0 passed, 1 failed"
