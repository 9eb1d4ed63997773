"""The demo's template: seeded once, copied at each start, built anew when what it came from changed or it aged."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qiao.project.datadir import DATABASE

OLDEST_SECONDS = 20 * 3600
"""The sample crisis ends an hour before the template is built; older than this, its ages read wrong."""

NOT_MADE = "示例数据没有写成，见上面的说明。\nThe sample data could not be made; see above."
BOOKS = "books"
BUILT = "built.json"
SOURCES = (
    "*/migrations/*.py",
    "engines/simulation/**/*.py",
    "engines/simulation/**/*.csv",
    "engines/extraction/**/*.py",
    "project/sample/**/*.py",
    "project/management/commands/seed.py",
    "casebook/sample*",
    "accounts/rights.csv",
)
"""What the template is made from, below src/qiao; and the reference data."""


@dataclass(frozen=True)
class Recipe:
    """What a template is made with."""

    messages: int
    seed: int

    @property
    def key(self) -> str:
        """Return the checksum of everything that the template depends on."""
        digest = hashlib.sha256(f"{self.messages}:{self.seed}".encode())
        for path in sources():
            digest.update(str(path.name).encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:20]


def sources() -> list[Path]:
    """Return the files a template is made from, in a fixed order."""
    package = Path(__file__).resolve().parents[1]
    reference = package.parents[1] / "data"
    found = {*reference.glob("*.csv"), *reference.glob("*.json")}
    for pattern in SOURCES:
        found.update(path for path in package.glob(pattern) if path.is_file())
    return sorted(found)


def cache() -> Path:
    """Return where templates are kept: QIAO_CACHE, or .qiao/templates beside the sources."""
    own = os.environ.get("QIAO_CACHE")
    return Path(own) if own else Path(__file__).resolve().parents[3] / ".qiao" / "templates"


def age_seconds(template: Path) -> float | None:
    """Return how old a template is; None where it is not whole."""
    try:
        built_at = float(json.loads((template / BUILT).read_text(encoding="utf-8"))["built_at"])
    except (OSError, ValueError, KeyError):
        return None
    return time.time() - built_at


def ready(recipe: Recipe) -> Path | None:
    """Return the template of this recipe, unless there is none or it is too old."""
    template = cache() / recipe.key
    age = age_seconds(template)
    return template if age is not None and 0 <= age < OLDEST_SECONDS else None


def build(recipe: Recipe) -> Path:
    """Seed a template in a directory of its own and put it in place whole; older ones go.

    The work is done by `seed` in a second process, because settings are read once a process. Raises
    ChildProcessError where that fails; it has then said why.
    """
    kept = cache()
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix="building-", dir=kept))
    try:
        _seed(building, recipe)
        (building / BUILT).write_text(json.dumps({"built_at": time.time()}) + "\n", encoding="utf-8")
        template = kept / recipe.key
        _discard(path for path in kept.iterdir() if path != building and _is_template(path))
        try:
            building.rename(template)
        except OSError:
            # Two demos began at once and built the same: the one that came first serves both.
            if not (template / BUILT).exists():
                raise
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return template


def _seed(directory: Path, recipe: Recipe) -> None:
    command = [sys.executable, "-P", "-m", "django", "seed", "--profile", "demo"]
    command += ["--messages", str(recipe.messages), "--seed", str(recipe.seed)]
    environment = sample_environment(directory)
    done = subprocess.run(command, env=environment, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise ChildProcessError(NOT_MADE)


def sample_environment(directory: Path) -> dict[str, str]:
    """Return the environment in which a process works on sample data there, and on no other database."""
    own = {name: value for name, value in os.environ.items() if name != "QIAO_DATABASE_URL"}
    return own | {"QIAO_DATA": str(directory), "QIAO_DEMO": "1"}


def _is_template(path: Path) -> bool:
    return path.is_dir() and (path / BUILT).exists()


def _discard(paths: Iterable[Path]) -> None:
    for path in list(paths):
        shutil.rmtree(path, ignore_errors=True)


def copy_into(template: Path, directory: Path) -> None:
    """Copy the database, the keys its texts are sealed under, and published books. The key of the sessions is made anew."""
    keys = directory / "keys"
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in (template / "keys").glob("*.key"):
        shutil.copy2(path, keys / path.name)
    if (template / BOOKS).is_dir():
        shutil.copytree(template / BOOKS, directory / BOOKS, dirs_exist_ok=True)
    shutil.copyfile(template / DATABASE, directory / DATABASE)
    (directory / DATABASE).chmod(0o600)
