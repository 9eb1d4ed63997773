"""Weights of evidence learnt from the pairs themselves (Fellegi and Sunter 1969, EM after Winkler 1988)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiao.engines.linkage.levels import FIELDS, SIZES, Levels

Floats = NDArray[np.float64]
_ROUNDS, _STILL = 60, 1e-6
_TRUST = 200.0
"""Pairs that the expected shares are worth: few pairs leave them as they are, a million overrule them."""
_MATCHED = (
    (0, 0.02, 0.06, 0.17, 0.75), (0, 0.20, 0.12, 0.68), (0, 0.05, 0.25, 0.70),
    (0, 0.20, 0.80), (0, 0.005, 0.02, 0.155, 0.42, 0.40), (0, 0.05, 0.10, 0.85), (0, 0.50, 0.50),
)  # fmt: skip
_UNMATCHED = (
    (0, 0.93, 0.03, 0.02, 0.02), (0, 0.997, 0.001, 0.002), (0, 0.90, 0.08, 0.02),
    (0, 0.88, 0.12), (0, 0.30, 0.28, 0.22, 0.12, 0.08), (0, 0.97, 0.02, 0.01), (0, 0.98, 0.02),
)  # fmt: skip
_PRIOR = 0.3


@dataclass(frozen=True, slots=True)
class Weights:
    """Bits of evidence of each level of each field, and the bits before any evidence."""

    bits: tuple[tuple[float, ...], ...]
    before: float

    def of(self, levels: Levels) -> Floats:
        """Return the probability that each pair is one need."""
        total = np.full(len(levels), self.before)
        for place, bits in enumerate(self.bits):
            total += np.array(bits)[levels[:, place]]
        return np.asarray(1 / (1 + np.exp2(-total)))


def _shares(counts: Floats, expected: Floats) -> Floats:
    """Return the shares of the said levels, leaning on the expected ones."""
    said = counts.copy()
    said[0] = 0
    return np.asarray((said + _TRUST * expected) / (said.sum() + _TRUST))


def _weights(matched: list[Floats], unmatched: list[Floats], share: float) -> Weights:
    bits = []
    for match, other in zip(matched, unmatched, strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            told = np.log2(match / other)
        told[0] = 0.0
        bits.append(tuple(float(value) for value in told))
    return Weights(tuple(bits), float(np.log2(share / (1 - share))))


def learn(levels: Levels) -> Weights:
    """Return the weights that make the seen agreements likeliest, without any labelled pair.

    Parameters
    ----------
    levels
        (pairs × fields) levels of agreement, as ``compare`` gives them.

    Returns
    -------
    Weights
        The same for the same pairs in any order. With few pairs near the expected weights; a level
        that agrees better never weighs less than the one below it.

    References
    ----------
    I. P. Fellegi and A. B. Sunter, "A Theory for Record Linkage", JASA 64 (1969), 1183-1210.
    W. E. Winkler, "Using the EM Algorithm for Weight Computation in the Fellegi-Sunter Model", ASA (1988).
    """
    radix = np.cumprod((1, *SIZES[:-1]))
    patterns, counts = np.unique(levels @ radix, return_counts=True)
    decoded = (patterns[:, None] // radix % np.array(SIZES)).astype(np.int8)
    matched = [np.array(shares, dtype=float) for shares in _MATCHED]
    unmatched = [np.array(shares, dtype=float) for shares in _UNMATCHED]
    share = _PRIOR
    for _ in range(_ROUNDS):
        probable = _weights(matched, unmatched, share).of(decoded)
        as_match, as_other = counts * probable, counts * (1 - probable)
        before = share
        share = float((as_match.sum() + _PRIOR * _TRUST) / (counts.sum() + _TRUST))
        for place in range(len(FIELDS)):
            size, column = SIZES[place], decoded[:, place]
            seen = np.bincount(column, as_match, size).astype(float)
            matched[place] = _shares(seen, np.array(_MATCHED[place]))
            seen = np.bincount(column, as_other, size).astype(float)
            unmatched[place] = _shares(seen, np.array(_UNMATCHED[place]))
        if abs(share - before) < _STILL:
            break
    return _rising(_weights(matched, unmatched, share))


def _rising(weights: Weights) -> Weights:
    """Return weights in which closer agreement never counts less."""
    bits = tuple((0.0, *np.maximum.accumulate(told[1:]).tolist()) for told in weights.bits)
    return Weights(bits, weights.before)
