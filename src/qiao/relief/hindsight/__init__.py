"""In hindsight: what was handed out, beside what each rule would have given from the same goods. Pure values."""

from qiao.relief.hindsight.compare import HANDED, Case, Hindsight, compare
from qiao.relief.hindsight.handed import Credited, HandedOut, credit
from qiao.relief.hindsight.measures import Figures, measure
from qiao.relief.hindsight.pool import Goods, as_asked, goods_of

__all__ = [
    "HANDED",
    "Case",
    "Credited",
    "Figures",
    "Goods",
    "HandedOut",
    "Hindsight",
    "as_asked",
    "compare",
    "credit",
    "goods_of",
    "measure",
]
