"""Fit how much signs and common words weigh for need, offer and information: the tables `type_weights.py`, `word_weights.py`.

Multinomial logistic regression with a square penalty, on our labels of Henan posts (but the set kept apart), the development half, the
volunteers' sorting (at less weight, since it is coarser), remarks of hospitals that ask, and simulated chats of three
hazards (at little weight, since their sentences repeat). Accuracy is told set by set, each judged by weights that saw
nothing of it, with what was taken for what; the words that are signs were thought out by a reader of these sets.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations_with_replacement
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from bench._extraction_sets import DATA, HALVES, KEPT_APART, development, posts, remarks, volunteers
from qiao.batch.lexicon import reference_lexicon
from qiao.engines.extraction import read, signs
from qiao.engines.extraction.type_weights import WEIGHTS
from qiao.engines.extraction.word_weights import WORDS
from qiao.engines.simulation import EXAMPLE_ITEMS, EXAMPLE_PLACES, Hazard, simulate_group_chat

TYPES = ("need", "offer", "info")
STEPS, CLOSE_ENOUGH, PENALTY, HOLD = 12, 0.004, 5.0, 20.0
SHARES = {"labelled posts": 1.0, "volunteers' sorting": 0.4, "remarks": 1.0, "simulated": 0.04}
"""How much one message of a set counts."""
SIMULATED_SEEDS, SIMULATED_LINES = range(101, 104), 300
BARE = (0, 0, 50)
"""A message without any sign tells; how often posts of one flood ask must not decide on others, so this is held fast."""
# What was thought before the labels were asked: (asks, gives, tells) in hundredths; few labels move it little.
PRIOR = {
    "calls": (60, -30, -30), "lacks": (30, -15, -15), "dangers": (40, -20, -20), "spreads": (15, -5, -10),
    "offers": (-30, 60, -30), "donates": (-15, 30, -15), "holds": (-15, 30, -15), "reaches": (-10, 20, -10),
    "news": (-20, -20, 40), "points": (-15, -15, 30), "roads": (-15, -15, 30), "cheers": (-20, 0, 20),
    "wonders": (-30, -30, 60), "under way": (-30, -20, 50), "conditions": (-50, 60, -10), "hands": (-50, 100, -50),
    "havers": (120, -60, -60), "gave": (-50, 100, -50), "stops": (-50, -50, 100), "calls first": (30, -15, -15),
    "offers first": (-15, 30, -15), "asked for": (80, -40, -40), "offered": (-40, 80, -40), "unruled": (25, 25, -50),
    "reachable": (30, 20, -50), "tale": (-20, -40, 60),
    "hopes": (40, -30, -10), "dated": (-10, -20, 30), "addressed": (40, -10, -30), "quoted": (-20, 0, 20), "headline": (-10, -20, 30), "pressing": (20, 0, -20),
    "stocks": (-30, 60, -30),
    "attention": (60, -30, -30), "lost": (60, -30, -30), "relays": (-30, 60, -30), "where to": (-30, 60, -30),
    "warns": (-30, -10, 40), "very long": (-20, -20, 40),
}  # fmt: skip
WORDS_HELD = 8.0
"""How much faster a common word is held to 0 than a group to what was thought of it."""
Example = tuple[str, str, str, str]
"""Set, share of ``SHARES``, text, type."""
START = datetime(2021, 7, 22, 8, tzinfo=UTC).replace(tzinfo=None)
Matrix = npt.NDArray[np.float64]


def examples() -> Iterator[Example]:
    """Yield (set, share, text, type) of all that is labelled."""
    henan = {
        "development": development("extract_henan_posts"),
        **{half: posts(half) for half in HALVES if half != KEPT_APART},
    }
    for half, rows in henan.items():
        yield from ((half, "labelled posts", row["text"], row["type"]) for row in rows if row.get("type"))
    yield from (("volunteers", "volunteers' sorting", row["text"], row["type"]) for row in volunteers())
    asking = [
        *development("extract_hospital_remarks"),
        *(row for half in ("tune", "blind", "further") for row in remarks(half)),
    ]
    for row in asking:
        directions = {item.get("direction", "need") for item in row["items"] or ()}
        if directions == {"need"}:
            yield "remarks", "remarks", row["text"], "need"
    for hazard in (Hazard.FLOOD, Hazard.EPIDEMIC, Hazard.EARTHQUAKE):
        for seed in SIMULATED_SEEDS:
            chat = simulate_group_chat(
                seed,
                places=EXAMPLE_PLACES,
                items=EXAMPLE_ITEMS[hazard],
                start=START,
                messages=SIMULATED_LINES,
            )
            for line in chat.lines:
                if line.truth and not line.truth.closed and not line.truth.rumour:
                    yield "simulated", "simulated", line.text, line.truth.type.lower()


def design(rows: list[Example]) -> Matrix:
    """Return the features of each message, 1 in front, the common words at the end."""
    words = reference_lexicon()
    names = {name: place for place, name in enumerate((*WEIGHTS, *WORDS), start=1)}
    made = np.zeros((len(rows), len(names) + 1))
    made[:, 0] = 1
    told: dict[str, Any] = {}

    def recorded(plain: str, **found: Any) -> Any:
        told.update(signs.features(plain, **found))
        if len(plain) >= signs.SHORT:
            told.update(dict.fromkeys(signs.COMMON_WORDS.found(plain), 1))
        return signs.decide(plain, **found)

    with patch("qiao.engines.extraction.reader.decide", recorded):
        for place, (_, _, text, _) in enumerate(rows):
            told.clear()
            read(text, words)
            for name, count in told.items():
                made[place, names[name]] = count
    return made


def fitted(x: Matrix, y: Matrix, weight: Matrix, prior: Matrix, start: Matrix | None = None) -> Matrix:
    """Return the weights (features x types) that make the labels likeliest, held to *prior*: Newton's steps from *start*."""
    weights, features, kinds = (prior if start is None else start).copy(), x.shape[1], y.shape[1]
    held = np.ones((features, 1))
    held[0] = HOLD
    held[-len(WORDS) :] = WORDS_HELD
    bends = np.tile((PENALTY * held).ravel(), kinds)
    for _ in range(STEPS):
        scores = x @ weights
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        slope = x.T @ ((shares - y) * weight[:, None]) + (weights - prior) * PENALTY * held
        curve = np.diag(bends)
        for one, other in combinations_with_replacement(range(kinds), 2):
            spread = weight * shares[:, one] * ((one == other) - shares[:, other])
            rows, columns = (slice(kind * features, (kind + 1) * features) for kind in (one, other))
            block = (x * spread[:, None]).T @ x
            curve[rows, columns] += block
            if one != other:
                curve[columns, rows] += block.T
        step = np.linalg.solve(curve, slope.T.ravel()).reshape(kinds, features).T
        weights -= step
        if np.abs(step).max() < CLOSE_ENOUGH:
            break
    return weights


def print_held_out(
    rows: list[Example], x: Matrix, y: Matrix, weight: Matrix, *, prior: Matrix, start: Matrix
) -> None:
    """Print for each set how it is judged by weights fitted without it, and without texts that stand in it too."""
    names, right_of_all = np.array([name for name, _, _, _ in rows]), []
    for name in dict.fromkeys(names):
        held = names == name
        texts = {text for (_, _, text, _), one in zip(rows, held, strict=True) if one}
        fit = np.array([text not in texts for _, _, text, _ in rows])
        found = (x[held] @ fitted(x[fit], y[fit], weight[fit], prior, start)).argmax(1)
        told = y[held].argmax(1)
        taken = Counter((TYPES[a], TYPES[b]) for a, b in zip(told, found, strict=True) if a != b)
        said = ", ".join(f"{a} for {b} {count}" for (a, b), count in taken.most_common())
        print(f"# {name:14} {(found == told).mean():.3f} of {held.sum():4}  {said}")
        if SHARES["labelled posts"] == weight[held][0] and name != "remarks":
            right_of_all += list(found == told)
    print(f"# labelled posts, each set held out in turn: {np.mean(right_of_all):.3f} of {len(right_of_all)}")


def main(argv: list[str]) -> int:
    """Run the fit; 0 also where the data are absent."""
    argparse.ArgumentParser(prog="bench type_weights", description=__doc__).parse_args(argv)
    if not (DATA / "benchmarks").is_dir():
        print(f"skipped: no labelled messages at {DATA / 'benchmarks'}")
        return 0
    rows = list(examples())
    x = design(rows)
    y = np.array([[float(kind == told) for told in TYPES] for _, _, _, kind in rows])
    weight = np.array([SHARES[share] for _, share, _, _ in rows])
    prior = np.array([BARE, *(PRIOR[name] for name in WEIGHTS), *((0, 0, 0) for _ in WORDS)]) / 100
    found = fitted(x, y, weight, prior)
    print_held_out(rows, x, y, weight, prior=prior, start=found)
    weights = np.rint(found * 100).astype(int)
    print(f"BIAS: Final = {tuple(map(int, weights[0]))}")
    for name, told in zip((*WEIGHTS, *WORDS), weights[1:], strict=True):
        print(f'    "{name}": {tuple(map(int, told))},')
    return 0
