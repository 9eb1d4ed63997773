"""Extraction against labelled messages: ../shared/data/benchmarks (development halves) and bench/labels.

Prints precision, recall and F1 for things (name, name and quantity, and unit), telephone numbers and verification,
accuracy of county, type and urgency, what was taken for what, the fields of carriers' notices, and messages a second,
beside the peers' figures.
"""

import argparse
import time
from collections.abc import Callable, Iterable
from functools import partial

from bench._extraction_carriers import print_carriers
from bench._extraction_scores import Scores
from bench._extraction_sets import (
    DATA,
    HALVES,
    Row,
    development,
    posts,
    redcross_table,
    remarks,
    table,
    tweets,
    volunteers,
)
from qiao.batch.lexicon import reference_lexicon
from qiao.engines.extraction import Lexicon, read

PEERS = (
    ("county, Henan posts", "cpca 0.77, JioNLP 0.76", "issue 3, measured 2026-11"),
    ("items, all sets", "a plain regex: P 0.42-0.61", "issue 3, measured 2026-11"),
    ("messages/s, one core", "JioNLP 300 for places alone", "ENGINES.md, measured 2026-11"),
    ("messages/s, one core", "cpca 3,900 for places alone", "ENGINES.md, measured 2026-11"),
)
_TITLES = {"blind": "second half", "fresh": "first read blind"}
SETS: dict[str, Callable[[], list[Row]]] = {
    "Henan posts, development half": lambda: development("extract_henan_posts"),
    **{f"Henan posts, our labels, {_TITLES.get(half, half)}": partial(posts, half) for half in HALVES},
    "Henan posts, volunteers' sorting, blind": volunteers,
    "hospital remarks, development half": lambda: development("extract_hospital_remarks"),
    "hospital remarks, our labels, tune": lambda: remarks("tune"),
    "hospital remarks, our labels, blind": lambda: remarks("blind"),
    "hospital remarks and calls, further": lambda: remarks("further"),
    "Red Cross goods, development half": lambda: development("extract_redcross_hubei_goods"),
    "Red Cross tables as text": redcross_table,
    "English tweets, FIRE 2017, train": lambda: tweets("train"),
    "English tweets, FIRE 2017, dev": lambda: tweets("dev"),
}
LENGTHS = ((0, 40), (40, 140), (140, 400), (400, 10**9))
SECONDS = 1.5
CLASS_SECONDS = 0.5
FEWEST_ROUNDS = 5


def _spent(function: Callable[[], object]) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


def _rate(texts: list[str], read_one: Callable[[str], object], seconds: float) -> float:
    """Return messages a second of processor time, of the best of several rounds."""

    def run() -> None:
        for text in texts:
            read_one(text)

    run()
    rounds = max(FEWEST_ROUNDS, round(seconds / max(_spent(run), 1e-6)))
    return len(texts) / min(_spent(run) for _ in range(rounds))


def _floors() -> Iterable[tuple[str, Callable[[str], object]]]:
    """Yield what no reader can be faster than: one pass of translation, one pass of segmentation."""
    from qiao.engines.extraction.normal import normalise

    yield "floor: normalising alone", normalise
    try:
        import rjieba  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return
    yield "floor: rjieba, segmentation alone", rjieba.cut


def throughput(rows: list[Row], words: Lexicon) -> None:
    """Print the messages read a second of processor time, on one core, by length."""
    texts = [row["text"] for row in rows]

    def read_one(text: str) -> object:
        return read(text, words)

    each_once = list(dict.fromkeys(row["text_surrogate"] for row in table("henan2021/posts.csv")))
    once = _spent(lambda: [read_one(text) for text in each_once])
    print(f"\n{len(each_once)} posts of Henan, each read once:")
    print(f"  {'all':34} {len(each_once) / once:12,.0f}")
    mean = sum(map(len, texts)) / len(texts)
    print(f"\n{len(texts)} messages, mean {mean:.0f} characters; messages a second of processor time")
    print(f"  {'all':34} {_rate(texts, read_one, SECONDS):12,.0f}")
    for low, high in LENGTHS:
        some = [text for text in texts if low <= len(text) < high]
        if some:
            name = (
                f"{low} to {high - 1} characters" if high < LENGTHS[-1][1] else f"{low} characters and more"
            )
            print(f"  {f'{name} ({len(some)})':34} {_rate(some, read_one, CLASS_SECONDS):12,.0f}")
    for name, floor in _floors():
        print(f"  {name:34} {_rate(texts, floor, CLASS_SECONDS):12,.0f}")


def main(argv: list[str]) -> int:
    """Run the benchmark; 0 also where the data are absent."""
    parser = argparse.ArgumentParser(prog="bench extraction", description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list what was missed, blind rows left out")
    parser.add_argument("--only", default="", help="only the sets whose title holds this")
    parser.add_argument("--no-speed", action="store_true", help="leave out the throughput")
    options = parser.parse_args(argv)
    if not (DATA / "benchmarks").is_dir():
        print(f"skipped: no labelled messages at {DATA / 'benchmarks'}")
        return 0
    words = reference_lexicon()
    chinese: list[Row] = []
    for title, load in SETS.items():
        rows = load()
        if "English" not in title:
            chinese += rows
        if options.only not in title:
            continue
        scores = Scores(f"{title}: {len(rows)} messages")
        for row in rows:
            scores.add(row, read(row["text"], words))
        scores.print()
        if options.errors and "blind" not in title:
            for key, field, told, found in scores.misses:
                print(f"    {key} {field}: {told} | {found}")
    print_carriers(words, only=options.only, errors=options.errors)
    print("\npeers, as stated:")
    for field, figures, source in PEERS:
        print(f"  {field:34} {figures} ({source})")
    if not options.no_speed:
        throughput(chinese, words)
    return 0
