"""What an installation is put together from: the units of systemd and the list of parts, read back."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
HARDENED = {
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "UMask=0077",
    "StateDirectoryMode=0700",
    "RestrictSUIDSGID=yes",
}


@pytest.mark.parametrize("unit", SERVICES, ids=lambda one: one.stem)
def test_a_unit_runs_a_command_that_exists_and_may_do_little(unit):
    lines = unit.read_text(encoding="utf-8").splitlines()
    started = [
        line.partition("/opt/qiao/qiao ")[2].split()[0] for line in lines if line.startswith("ExecStart=")
    ]
    assert len(started) == 1
    assert get_commands()[started[0]] in {"qiao.project", "qiao.trail"}
    assert set(lines) >= HARDENED
    assert "Environment=QIAO_DATA=/var/lib/qiao" in lines


def test_each_timer_starts_a_unit_there_is():
    timers = {one.stem for one in UNITS.glob("*.timer")}

    assert timers == {"qiao-backup", "qiao-verify"}
    assert timers <= {one.stem for one in SERVICES}


@pytest.fixture(scope="module")
def bills(tmp_path_factory) -> list[bytes]:
    made = [tmp_path_factory.mktemp("sbom") / name for name in ("one.json", "two.json")]
    for file in made:
        subprocess.run([sys.executable, str(ROOT / "scripts" / "sbom.py"), str(file)], check=True)
    return [file.read_bytes() for file in made]


def test_the_list_of_parts_names_what_is_locked_and_what_pages_load(bills):
    assert bills[0] == bills[1]
    said = json.loads(bills[0])
    named = {(one["name"], one["version"]) for one in said["components"]}
    locked = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8").splitlines()
    pinned = {tuple(line.split()[0].split("==")) for line in locked if "==" in line and "--hash" not in line}
    vendored = ROOT / "src" / "qiao" / "pages" / "static" / "vendor" / "vendor.json"
    loaded = {(one["name"], one["version"]) for one in json.loads(vendored.read_text(encoding="utf-8"))}
    assert pinned | loaded <= named
    assert {"axe-core", "pytest"}.isdisjoint(name for name, _ in named)
    newest = re.search(
        r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert (said["bomFormat"], said["metadata"]["component"]["version"]) == ("CycloneDX", newest[1])


def test_each_part_of_python_carries_every_hash_of_its_lock(bills):
    given = [
        one["content"]
        for part in json.loads(bills[0])["components"]
        for file in part.get("externalReferences", [])
        for one in file["hashes"]
    ]
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    assert len(given) == text.count("--hash=sha256:")
