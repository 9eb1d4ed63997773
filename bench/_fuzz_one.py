"""One target in a process of its own: by atheris, which watches which lines are reached, or by plain mutation."""

import argparse
import contextlib
import random
import sys
import time
import traceback
from pathlib import Path

from bench._storm import ROOT

SLOWEST_SECONDS = 10
FLIPS = 8
WATCHED = [
    "qiao.engines.article",
    "qiao.engines.extraction",
    "qiao.engines.hours",
    "qiao.batch",
    "qiao.funding.table_reading",
    "qiao.intake.attachments",
    "qiao.intake.sources",
    "qiao.registry.gazetteer",
    "qiao.registry.address_scan",
    "qiao.registry.place_names",
]


def main(argv: list[str]) -> int:
    """Fuzz; a find is written to --kept and tells its traceback on standard error. 77 where there is one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kept", type=Path, required=True)
    parser.add_argument("--replay", type=Path)
    options = parser.parse_args(argv)
    atheris = None if options.replay else _atheris()
    with atheris.instrument_imports(include=WATCHED) if atheris else contextlib.nullcontext():
        import django

        django.setup()  # it loads most of what is to be watched
        from bench import _fuzz_targets
    target = _fuzz_targets.TARGETS[options.target]
    if options.replay:
        target.run(options.replay.read_bytes())
        return 0
    corpus = options.kept / "corpus" / options.target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
        target.run(seed)  # loads what is loaded once, so that no input pays for it
    if atheris:
        return _guided(atheris, target, corpus, options)
    return _plainly(target, corpus, options)


def _atheris():  # noqa: ANN202 - a tool that need not be there
    tools = ROOT / ".venv-attack" / "lib"
    sys.path += [str(one) for one in tools.glob("python*/site-packages")]
    try:
        import atheris
    except ImportError:
        return None
    return atheris


def _guided(atheris, target, corpus: Path, options: argparse.Namespace) -> int:  # noqa: ANN001
    words = options.kept / f"{options.target}.dict"
    words.write_text("".join(f'"{_escaped(one.encode())}"\n' for one in target.words))
    told = [f"-max_total_time={options.seconds}", f"-seed={options.seed}", f"-timeout={SLOWEST_SECONDS}"]
    told += ["-rss_limit_mb=3000", "-print_final_stats=1", "-max_len=20000", f"-dict={words}"]
    told += [f"-artifact_prefix={options.kept}/{options.target}-"]
    atheris.Setup([sys.argv[0], *told, str(corpus)], target.run)
    print("engine: atheris", flush=True)
    atheris.Fuzz()
    return 0


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


def _plainly(target, corpus: Path, options: argparse.Namespace) -> int:  # noqa: ANN001
    chance = random.Random(options.seed)  # noqa: S311 - no secret
    seeds = [one.read_bytes() for one in sorted(corpus.iterdir())]
    words = [one.encode() for one in target.words] or [b"\0"]
    ends, count, slowest = time.monotonic() + options.seconds, 0, 0.0
    print("engine: mutation", flush=True)
    while time.monotonic() < ends:
        data = _mutated(chance, seeds, words)
        began = time.monotonic()
        try:
            target.run(data)
        except BaseException:  # noqa: BLE001 - whatever it is, it is a find
            (options.kept / f"{options.target}-crash-{count}").write_bytes(data)
            traceback.print_exc()
            return 77
        slowest = max(slowest, time.monotonic() - began)
        count += 1
    print(f"stat::number_of_executed_units: {count}\nstat::slowest_unit_time_sec: {slowest:.0f}")
    return int(slowest > SLOWEST_SECONDS) * 77


def _mutated(chance: random.Random, seeds: list[bytes], words: list[bytes]) -> bytes:
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, FLIPS)):
        at = chance.randint(0, len(data))
        end = min(len(data), at + chance.randint(0, 20))
        kind = chance.randrange(5)
        if kind == 0:
            data[at:at] = chance.choice(words)
        elif kind == 1:
            del data[at:end]
        elif kind == 2:
            data[at:at] = data[at:end] * chance.randint(1, 9)
        elif kind == 3:
            data[at:at] = chance.randbytes(chance.randint(1, 4))
        else:
            other = chance.choice(seeds)
            data[at:] = other[min(at, len(other)) :]
    return bytes(data)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
