"""Write what a release is made of, as CycloneDX 1.6: python scripts/sbom.py FILE [--with splink spark ocr].

Read from the lock files alone, so two runs over the same tree give the same bytes.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "requirements"
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
HASHED = re.compile(r"--hash=sha256:([0-9a-f]{64})")

RELEASE = re.compile(r"^## (\d+\.\d+\.\d+)", re.MULTILINE)

Component = dict[str, object]


def python_packages(lock: str) -> list[Component]:
    """Return what a lock file pins, each with the hashes of every file an installer may take for it."""
    found: list[tuple[str, str, list[str]]] = []
    for line in lock.splitlines():
        if pinned := PINNED.match(line):
            found.append((pinned["name"].lower(), pinned["version"], []))
        if hashed := HASHED.search(line):
            found[-1][2].append(hashed[1])
    return [_component("pypi", name, version, hashes=hashes) for name, version, hashes in found]


def page_packages(lock: str) -> list[Component]:
    """Return what package-lock.json names for use, without what only building or testing wants."""
    packages = json.loads(lock)["packages"]
    used = {where: one for where, one in packages.items() if where and not one.get("dev")}
    return [
        _component(
            "npm", where.rpartition("node_modules/")[2], one["version"], licence=one.get("license", "")
        )
        for where, one in used.items()
    ]


def latest(changelog: str) -> str:
    """Return the version at the top of the changelog."""
    return RELEASE.findall(changelog)[0]


def bill(version: str, components: list[Component]) -> dict[str, Any]:
    """Return the whole document; a package that two locks name stands in it once."""
    once = {str(one["bom-ref"]): one for one in components}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "qiao",
                "version": version,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": [once[ref] for ref in sorted(once)],
    }


def _component(
    kind: str, name: str, version: str, *, hashes: list[str] | None = None, licence: str = ""
) -> Component:
    ref = f"pkg:{kind}/{name.replace('@', '%40')}@{version}"
    made: Component = {"type": "library", "bom-ref": ref, "name": name, "version": version, "purl": ref}
    if hashes:
        files = [{"type": "distribution", "url": ref, "hashes": [_sha256(one)]} for one in hashes]
        made["externalReferences"] = files
    if licence:
        made["licenses"] = [{"expression": licence}]
    return made


def _sha256(content: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": content}


def main() -> int:
    """Write the file asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--with", dest="extras", nargs="*", choices=("splink", "spark", "ocr"), default=())
    asked = parser.parse_args()
    components = page_packages((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for name in ("run", *asked.extras):
        components += python_packages((REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8"))
    made = bill(latest((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")), components)
    asked.file.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{asked.file}: {len(made['components'])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
