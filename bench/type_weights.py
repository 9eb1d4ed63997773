"""Fit how much each group of signs weighs for need, offer and information, and print the table of `type_weights.py`.

Multinomial logistic regression with a square penalty, on our labels of Henan posts, the development half, the
volunteers' sorting (at less weight, since it is coarser), remarks of hospitals that ask, and simulated chats of three
hazards (at little weight, since their sentences repeat). `last labelled, blind` rows are left out. Accuracy is told
by ten-fold cross-validation.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from bench._extraction_sets import DATA, SEED, development, posts, remarks, volunteers
from qiao.batch.lexicon import reference_lexicon
from qiao.engines.extraction import read, signs
from qiao.engines.extraction.type_weights import WEIGHTS
from qiao.engines.simulation import EXAMPLE_ITEMS, EXAMPLE_PLACES, Hazard, simulate_group_chat

TYPES = ("need", "offer", "info")
HALVES = (
    "tune",
    "blind",
    "fresh",
    "further",
    "last",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
)
FOLDS, STEPS, PENALTY, RATE, HOLD = 10, 1500, 5.0, 0.8, 20.0
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
}  # fmt: skip
Example = tuple[str, str, str]
START = datetime(2021, 7, 22, 8, tzinfo=UTC).replace(tzinfo=None)
Matrix = npt.NDArray[np.float64]


def examples() -> Iterator[Example]:
    """Yield (set, text, type) of all that is labelled."""
    henan = [*development("extract_henan_posts"), *(row for half in HALVES for row in posts(half))]
    yield from (("labelled posts", row["text"], row["type"]) for row in henan if row.get("type"))
    yield from (("volunteers' sorting", row["text"], row["type"]) for row in volunteers())
    asking = [
        *development("extract_hospital_remarks"),
        *(row for half in ("tune", "blind", "further") for row in remarks(half)),
    ]
    for row in asking:
        directions = {item.get("direction", "need") for item in row["items"] or ()}
        if directions == {"need"}:
            yield "remarks", row["text"], "need"
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
                    yield "simulated", line.text, line.truth.type.lower()


def design(rows: list[Example]) -> Matrix:
    """Return the features of each message, with 1 in front."""
    words = reference_lexicon()
    names = {name: place for place, name in enumerate(WEIGHTS, start=1)}
    made = np.zeros((len(rows), len(names) + 1))
    made[:, 0] = 1
    told: dict[str, Any] = {}

    def recorded(plain: str, **found: Any) -> Any:
        told.update(signs.features(plain, **found))
        return signs.decide(plain, **found)

    with patch("qiao.engines.extraction.reader.decide", recorded):
        for place, (_, text, _) in enumerate(rows):
            told.clear()
            read(text, words)
            for name, count in told.items():
                made[place, names[name]] = count
    return made


def fitted(x: Matrix, y: Matrix, weight: Matrix, prior: Matrix) -> Matrix:
    """Return the weights (features x types) that make the labels likeliest, held to *prior* by a square penalty."""
    weights = prior.copy()
    speed = np.zeros_like(weights)
    held = np.ones((len(weights), 1))
    held[0] = HOLD
    for _ in range(STEPS):
        scores = x @ weights
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        gradient = x.T @ ((shares - y) * weight[:, None])
        gradient += (weights - prior) * PENALTY * held
        speed = 0.9 * speed - RATE / len(x) * gradient / 4
        weights = weights + speed
    return weights


def main(argv: list[str]) -> int:
    """Run the fit; 0 also where the data are absent."""
    argparse.ArgumentParser(prog="bench type_weights", description=__doc__).parse_args(argv)
    if not (DATA / "benchmarks").is_dir():
        print(f"skipped: no labelled messages at {DATA / 'benchmarks'}")
        return 0
    rows = list(examples())
    x = design(rows)
    y = np.array([[float(kind == told) for told in TYPES] for _, _, kind in rows])
    weight = np.array([SHARES[name] for name, _, _ in rows])
    prior = np.array([BARE, *(PRIOR[name] for name in WEIGHTS)]) / 100
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(rows))
    right = np.zeros(len(rows), dtype=bool)
    for held in range(FOLDS):
        weights = fitted(x[fold != held], y[fold != held], weight[fold != held], prior)
        right[fold == held] = (x[fold == held] @ weights).argmax(1) == y[fold == held].argmax(1)
    for name in SHARES:
        among = np.array([one == name for one, _, _ in rows])
        print(f"# {name}: {right[among].mean():.3f} of {among.sum()}, held out in turn")
    weights = np.rint(fitted(x, y, weight, prior) * 100).astype(int)
    print(f"BIAS: Final = {tuple(map(int, weights[0]))}")
    for name, told in zip(WEIGHTS, weights[1:], strict=True):
        print(f'    "{name}": {tuple(map(int, told))},')
    return 0
