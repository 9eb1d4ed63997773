"""One module in a process of its own: its mutants by mutmut's operators, each tried by its tests in a child.

A mutant is a function's code put in place of the original in the running module, so nothing is loaded anew: the child is
a fork that has everything loaded and ends with it. What mutmut changes outside functions is not tried.
"""

import argparse
import contextlib
import difflib
import functools
import importlib
import io
import json
import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from bench._storm import ROOT

PATIENCE, LEAST_SECONDS = 5, 10


@dataclass(frozen=True)
class Mutant:
    """A function with one thing changed."""

    function: str
    code: CodeType
    line: int
    change: str


def main(argv: list[str]) -> int:
    """Try mutants of a module; print what became of each, a line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("module")
    parser.add_argument("tests", nargs="+")
    parser.add_argument("--most", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    began = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    if _tested(options.tests):
        print(json.dumps({"error": "the tests fail by themselves"}))
        return 1
    seconds = resource.getrusage(resource.RUSAGE_SELF).ru_utime - began
    module = importlib.import_module(options.module)
    every = list(mutants(Path(module.__file__ or "")))
    chance = random.Random(f"{options.seed}:{options.module}")  # noqa: S311 - no secret
    chosen = every if len(every) <= options.most else chance.sample(every, options.most)
    print(json.dumps({"total": len(every), "seconds": seconds}), flush=True)
    for one in sorted(chosen, key=lambda mutant: mutant.line):
        verdict = _tried(module, one, options.tests, seconds)
        told = {"function": one.function, "line": one.line, "change": one.change, "verdict": verdict}
        print(json.dumps(told, ensure_ascii=False), flush=True)
    return 0


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield the mutants of a file that change the code of a function."""
    sys.path += [str(one) for one in (ROOT / ".venv-attack" / "lib").glob("python*/site-packages")]
    from mutmut.mutation.file_mutation import create_mutations, deep_replace

    source = path.read_text()
    tree, found, _classes, _functions = create_mutations(str(path), source)
    names, plain = dict(_names(tree.body, "")), _codes(compile(source, str(path), "exec"))
    for one in found:
        function = names.get(one.contained_by_top_level_function)
        if function is None:
            continue
        changed = deep_replace(tree, one.original_node, one.mutated_node).code
        try:
            code = _codes(compile(changed, str(path), "exec"))[function]
        except (SyntaxError, KeyError):
            continue
        if code != plain[function]:
            yield Mutant(function, code, *_said(source, changed))


def _names(body: Any, above: str) -> Iterator[tuple[Any, str]]:
    for one in body:
        name = f"{above}{one.name.value}" if hasattr(one, "name") else ""
        if type(one).__name__ == "FunctionDef":
            yield one, name
        elif type(one).__name__ == "ClassDef":
            yield from _names(one.body.body, f"{name}.")


def _codes(code: CodeType) -> dict[str, CodeType]:
    """Return qualified name → code of functions and methods."""
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    return {one.co_qualname: one for one in inner} | {
        name: each for one in inner if "." not in one.co_qualname for name, each in _codes(one).items()
    }


def _said(old: str, new: str) -> tuple[int, str]:
    """Return the first line that differs, and the change."""
    for at, (one, other) in enumerate(zip(old.splitlines(), new.splitlines(), strict=False), start=1):
        if one != other:
            return at, f"{one.strip()} → {other.strip()}"
    added = [one for one in difflib.ndiff(old.splitlines(), new.splitlines()) if one[:1] in "+-"]
    return 0, " ".join(added)


def _function(module: ModuleType, name: str) -> FunctionType | None:
    found: Any = module
    for part in name.split("."):
        found = vars(found).get(part)
        if found is None:
            return None
    while not isinstance(found, FunctionType) or hasattr(found, "__wrapped__"):
        if isinstance(found, functools._lru_cache_wrapper):  # noqa: SLF001 - what it holds was made by the original
            found.cache_clear()
        found = next(
            (
                getattr(found, part)
                for part in ("__wrapped__", "__func__", "fget", "func")
                if getattr(found, part, None)
            ),
            None,
        )
        if found is None:
            return None
    return found


def _tried(module: ModuleType, mutant: Mutant, tests: list[str], seconds: float) -> str:
    """Try one mutant in a child; return killed, survived, slow or untried."""
    function = _function(module, mutant.function)
    if function is None or len(function.__code__.co_freevars) != len(mutant.code.co_freevars):
        return "untried"
    child = os.fork()
    if not child:
        most = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime * 2 + seconds * PATIENCE + LEAST_SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        function.__code__ = mutant.code
        _forget()
        failed = 1
        try:
            failed = int(_tested(tests))
        finally:
            os._exit(failed)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "slow"
    return "killed" if os.WEXITSTATUS(status) else "survived"


def _forget() -> None:
    """Empty what engines keep of earlier answers: the first run of the tests filled it with the original's."""
    for name, module in list(sys.modules.items()):
        if name.startswith("qiao.engines"):
            for one in list(vars(module).values()):
                if isinstance(one, functools._lru_cache_wrapper):  # noqa: SLF001 - as above
                    one.cache_clear()


def _tested(tests: list[str]) -> bool:
    """Run the tests in this process, until the first fails; say whether one did."""
    import pytest

    asked = ["-x", "-q", "-n0", "-p", "no:cacheprovider", "--no-header", "--hypothesis-seed=1", *tests]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return pytest.main(asked) != 0


if __name__ == "__main__":
    began_at = time.monotonic()
    sys.exit(main(sys.argv[1:]))
