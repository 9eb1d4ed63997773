"""Units of items as pages say them; which of them count the same is known to the extraction engine."""

from qiao.engines.extraction.units import ALIKE, SINGLE, counts_pieces_of, in_plural

__all__ = ["ALIKE", "SINGLE", "counts_pieces_of", "in_plural"]
