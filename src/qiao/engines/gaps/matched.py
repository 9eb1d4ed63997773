"""Coverage corrected by the list of the other side: of what the officials count, how much did we hear?"""

from collections.abc import Sequence
from dataclasses import replace
from math import lgamma

import numpy as np
from numpy.typing import NDArray

from qiao.engines.gaps.records import PlaceRecord

Floats = NDArray[np.float64]

_TRUST = np.exp(np.linspace(np.log(2.0), np.log(3000.0), 30))
"""Official needs that a stated coverage may weigh as much as, from hardly any to beyond doubt."""

_LEAST, _MOST = 1e-3, 0.999
_log_gamma = np.vectorize(lgamma, otypes=[np.float64])


def _likelihood(trust: float, coverage: Floats, official: Floats, both: Floats) -> float:
    """Return the beta-binomial log likelihood of the matches were a stated coverage worth `trust` needs."""
    heard, unheard = coverage * trust, (1 - coverage) * trust
    terms = _log_gamma(heard + both) - _log_gamma(heard)
    terms += _log_gamma(unheard + official - both) - _log_gamma(unheard)
    return float(terms.sum() - (_log_gamma(trust + official) - lgamma(trust)).sum())


def measured_coverage(coverage: Floats, official: Floats, both: Floats) -> Floats:
    """Return coverage as stated, corrected where both lists were compared need by need.

    Of the needs on the official list, the share that we heard as well is a sample of our coverage. How far a
    stated coverage is to be trusted beside that sample is learnt from all places together (empirical Bayes,
    beta-binomial, by maximum likelihood): where statements and samples agree everywhere they are kept.

    Parameters
    ----------
    coverage
        As stated, 0 to 1, length n.
    official
        Needs on the official list; NaN where there is none.
    both
        Needs on both lists; NaN where nobody compared them.

    Returns
    -------
    NDArray[np.float64]
        Corrected coverage. Its general level stays as stated: visible needs are on both lists more often, so
        the level of the sample is too high, and no list here depends on the level.
    """
    compared = np.isfinite(official) & np.isfinite(both) & (coverage > 0)
    compared &= np.where(np.isfinite(official), official, 0.0) > 0
    stated, counted, matched = coverage[compared], official[compared], both[compared]
    if not matched.sum():
        return coverage
    level = matched.sum() / (counted * stated).sum()
    sampled = np.clip(stated * level, _LEAST, _MOST)
    trust = max(_TRUST, key=lambda value: _likelihood(float(value), sampled, counted, matched))
    corrected = coverage.copy()
    corrected[compared] = np.minimum((sampled * trust + matched) / (trust + counted) / level, 1.0)
    return corrected


def as_measured(records: Sequence[PlaceRecord]) -> list[PlaceRecord]:
    """Return the records with coverage corrected by `measured_coverage`; places never compared stay as stated."""
    known = [at for at, one in enumerate(records) if one.coverage is not None]
    compared = [records[at].compared or (np.nan, np.nan) for at in known]
    listed, both = np.array(compared, dtype=np.float64).reshape(-1, 2).T
    stated = np.array([records[at].coverage for at in known], dtype=np.float64)
    corrected = list(records)
    for at, share in zip(known, measured_coverage(stated, listed, both), strict=True):
        corrected[at] = replace(records[at], coverage=float(share))
    return corrected
