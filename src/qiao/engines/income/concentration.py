"""How concentrated amounts are: Herfindahl-Hirschman index and its relatives."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concentration:
    """How a total is spread over its sources.

    Attributes
    ----------
    n
        Sources with an amount above zero; always shown beside the index, which moves with how finely one splits.
    hhi
        Sum of squared shares, 1/n (even) to 1 (one source).
    normalised_hhi
        `hhi` rescaled to 0 ... 1 for its n; 1 for a single source.
    effective_sources
        1 / `hhi`, 1 to n.
    top_share
        Largest share, 0 to 1.
    """

    n: int
    hhi: float
    normalised_hhi: float
    effective_sources: float
    top_share: float


def concentration(amounts_fen: Iterable[int]) -> Concentration | None:
    """Measure how concentrated amounts are, one amount a source.

    Parameters
    ----------
    amounts_fen
        Fen of each source, zero or more; zeros are no sources. Any integer unit serves, if it is the same.

    Returns
    -------
    Concentration | None
        None where there is no income at all: an unknown structure, not an even one.

    Raises
    ------
    ValueError
        When an amount is negative.

    References
    ----------
    Tuckman, H. P. and Chang, C. F. (1991). A methodology for measuring the financial vulnerability of
    charitable nonprofit organizations. Nonprofit and Voluntary Sector Quarterly 20(4), 445-460.
    """
    amounts = [amount for amount in amounts_fen if amount]
    if any(amount < 0 for amount in amounts):
        raise ValueError("amount < 0 not understood.")
    if not amounts:
        return None
    total, squares, n = sum(amounts), sum(amount * amount for amount in amounts), len(amounts)
    # Whole numbers up to the last division keep "merging never lowers" exact.
    return Concentration(
        n=n,
        hhi=squares / total**2,
        normalised_hhi=1.0 if n == 1 else (n * squares - total**2) / (total**2 * (n - 1)),
        effective_sources=total**2 / squares,
        top_share=max(amounts) / total,
    )
