"""The API's honesty: schemathesis over the whole OpenAPI document, all its checks, on a real server.

Data that the document allows and data that it forbids, requests in chains (what one answer names is asked of the next), a
token of each role. Whoever does this knows the document, the command line and --print-credentials, nothing of the code.
SQLite; PostgreSQL too where QIAO_DATABASE_URL names one that may be filled. 1 where the document and the server differ,
or where the server fails. schemathesis lives in .venv-attack.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench._databases import add_databases, urls
from bench._storm import ROOT, environment, served

HOOKS = Path(__file__).with_name("_contract_hooks.py")
TOOL = ROOT / ".venv-attack" / "bin" / "schemathesis"
MOST_ROLE = "COORDINATOR"
SHARE_OF_OTHERS = 4
KNOWN = {
    "slugs": ("body.crisis", "query.crisis", "body.rows.[*].crisis"),
    "places": ("body.place", "body.earmark_place", "body.rows.[*].place", "query.code"),
    "items": ("body.item",),
    "ids": ("path.id", "body.need"),
    "kinds": ("path.kind",),
}
"""What a program would know from the credentials and the lists, and where it would say it."""


def main(argv: list[str]) -> int:
    """Attack each database with the tokens of each role."""
    parser = argparse.ArgumentParser(prog="bench contract", description=__doc__)
    parser.add_argument(
        "--examples", type=int, default=20, help=f"an operation, as {MOST_ROLE}, default 20; others a quarter"
    )
    parser.add_argument("--roles", nargs="+", default=[], help="these roles only, as COORDINATOR FINANCE")
    parser.add_argument("--only", metavar="REGEX", help="operations whose address holds this")
    parser.add_argument("--seed", type=int, default=1, help="of the cases, default 1")
    parser.add_argument("--keep", metavar="DIR", help="keep what schemathesis says of each role there")
    add_databases(parser)
    options, wrong = parser.parse_args(argv), 0
    for url in urls(options):
        print(f"\n{'PostgreSQL' if url else 'SQLite'}", flush=True)
        with tempfile.TemporaryDirectory(prefix="qiao-contract-") as folder:
            wrong += attacked(Path(folder), url, options)
    return int(wrong > 0)


def attacked(folder: Path, url: str, options: argparse.Namespace) -> int:
    """Seed a house, serve it, and let every role ask all there is; return how many failures were found."""
    env, credentials, wrong = environment(folder / "data", url), folder / "credentials.json", 0
    command = [sys.executable, "-P", "-m", "django", "seed", "--profile", "heldout"]
    made = [*command, "--print-credentials", str(credentials)]
    subprocess.run(made, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    known = json.loads(credentials.read_text())
    (folder / "schemathesis.toml").write_text(settings(known))
    users = known["organizations"]["A"]["users"]
    with served(env) as server:
        for role in options.roles or [MOST_ROLE, *(role for role in users if role != MOST_ROLE)]:
            share = 1 if role == MOST_ROLE else SHARE_OF_OTHERS
            narrowed = ["--include-path-regex", options.only] if options.only else []
            asked = [
                f"http://127.0.0.1:{server.port}/api/openapi.json",
                "-n",
                str(options.examples // share or 1),
            ]
            told = one_role(
                folder, role, users[role]["token"], [*asked, *narrowed, "--seed", str(options.seed)]
            )
            if options.keep:
                kept = Path(options.keep) / f"{'postgresql' if url else 'sqlite'}-{role}.txt"
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_text((folder / "said.txt").read_text())
            print(line(role, told), flush=True)
            wrong += sum(one["count"] for one in told["failures"]) + len(told["errors"])
    return wrong


def settings(known: dict[str, Any]) -> str:
    """Return schemathesis' settings: values that exist, where they fit, beside those that it makes up."""
    of_a = known["organizations"]["A"]
    values = {
        "slugs": [known["crisis"]["slug"]],
        "places": ["421124", "420100", "110101"],
        "items": ["口罩", "防护服", "饮用水"],
        "ids": [of_a["report"], *of_a["needs"], *known["organizations"]["B"]["needs"]],
        "kinds": ["report", "need"],
    }
    lines = [f"[dictionaries.{name}]\nvalues = {json.dumps(each)}" for name, each in values.items()]
    places = [(place, name) for name, every in KNOWN.items() for place in every]
    bound = [f'"{place}" = {{dictionary = "{name}", probability = 0.7}}' for place, name in places]
    return "\n".join([f"hooks = {json.dumps(str(HOOKS))}", *lines, "[parameters]", *bound, ""])


def one_role(folder: Path, role: str, token: str, asked: list[str]) -> dict[str, Any]:
    """Let schemathesis ask everything with one token; return its report."""
    report, said = folder / f"{role}.json", folder / "said.txt"
    command = [str(TOOL), "run", *asked, "-H", f"Authorization: Bearer {token}", "-c", "all", "-m", "all"]
    command += ["--continue-on-failure", "--no-color", "--suppress-health-check", "all"]
    command += ["--generation-database", "none", "--report", "json", "--report-json-path", str(report)]
    plain = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    with said.open("w") as file:
        subprocess.run(command, cwd=folder, env=plain, check=False, stdout=file, stderr=subprocess.STDOUT)
    if not report.exists():
        raise RuntimeError(said.read_text()[-2000:])
    found: dict[str, Any] = json.loads(report.read_text())
    return found


def line(role: str, told: dict[str, Any]) -> str:
    """Return the row of the table."""
    failures = [
        f"{one['code']} {one['title']} × {one['count']} ({', '.join(one['operations'])})"
        for one in told["failures"]
    ]
    failures += [f"error: {one}" for one in told["errors"]]
    return (
        f"  {role:<12} {told['operations']['tested']} operations, {told['test_cases']['generated']:>5,} cases, "
        f"{told['running_time']:>4.0f} s: {'; '.join(map(str, failures)) or '0 failures'}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
