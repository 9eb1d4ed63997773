"""Copy the pinned page scripts from node_modules into the static files, or prove that they are the same.

    python scripts/vendor.py            npm ci, copy, write vendor.json
    python scripts/vendor.py --check    npm ci, compare; ends with 1 when a byte differs

Only maintainers need Node: what the pages load is committed, byte for byte as its makers ship it, with its
licence beside it. Versions stand in package.json; htmx comes with django-htmx.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src" / "qiao" / "pages" / "static" / "vendor"
MANIFEST = VENDOR / "vendor.json"

# Package → the files taken, as paths inside the package. Only their last part is kept.
# A package taken for its licence alone is bundled inside another's file.
WANTED = {
    "@popperjs/core": ("LICENSE.md",),
    "bootstrap": ("dist/css/bootstrap.min.css", "dist/js/bootstrap.bundle.min.js", "LICENSE"),
    "echarts": ("dist/echarts.min.js", "LICENSE", "NOTICE", "licenses/LICENSE-d3"),
    "idb": ("build/index.js", "build/umd.js", "LICENSE"),
    "maplibre-gl": (
        "dist/maplibre-gl.mjs",
        "dist/maplibre-gl-worker.mjs",
        "dist/maplibre-gl.css",
        "LICENSE.txt",
    ),
    "zrender": ("LICENSE",),
}


def install() -> None:
    """Install exactly what package-lock.json names, running no package's own scripts."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is not on this machine. Only maintainers need it: apt install nodejs npm")
    subprocess.run([npm, "ci", "--ignore-scripts", "--loglevel=error"], cwd=ROOT, check=True)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def describe() -> list[dict[str, object]]:
    """Return what vendor.json must say, in the order of package names, read from node_modules."""
    entries: list[dict[str, object]] = []
    for name, wanted in sorted(WANTED.items()):
        package = json.loads((MODULES / name / "package.json").read_text(encoding="utf-8"))
        files = {Path(inside).name: sha256(MODULES / name / inside) for inside in wanted}
        entries.append(
            {"name": name, "version": package["version"], "license": package["license"], "files": files}
        )
    return entries


def as_text(entries: list[dict[str, object]]) -> str:
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def copy() -> None:
    """Replace the vendor folder by the wanted files and their manifest."""
    entries = describe()
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, wanted in WANTED.items():
        (VENDOR / name).mkdir(parents=True)
        for inside in wanted:
            shutil.copyfile(MODULES / name / inside, VENDOR / name / Path(inside).name)
    MANIFEST.write_text(as_text(entries), encoding="utf-8")


def differences() -> list[str]:
    """Return a line for each way in which the committed files are not what npm ci gives."""
    expected = {MANIFEST: hashlib.sha256(as_text(describe()).encode()).hexdigest()} | {
        VENDOR / name / Path(inside).name: sha256(MODULES / name / inside)
        for name, wanted in WANTED.items()
        for inside in wanted
    }
    present = {path for path in VENDOR.rglob("*") if path.is_file()}
    lines = [f"missing: {path.relative_to(ROOT)}" for path in sorted(expected.keys() - present)]
    lines += [f"unknown: {path.relative_to(ROOT)}" for path in sorted(present - expected.keys())]
    both = sorted(expected.keys() & present)
    return lines + [f"differs: {path.relative_to(ROOT)}" for path in both if sha256(path) != expected[path]]


def main() -> int:
    parser = argparse.ArgumentParser(description="Copy or check the vendored page scripts.")
    parser.add_argument("--check", action="store_true", help="compare only; change nothing")
    wanted = parser.parse_args()
    install()
    if not wanted.check:
        copy()
    found = differences()
    print("\n".join(found) or f"{len(WANTED)} packages, same bytes as npm ci gives")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
