"""Match, delivery and receipt; lots, stock and plans."""

from qiao.relief.models.bulletin import Bulletin, BulletinBoard, BulletinQuestion
from qiao.relief.models.movement import Delivery, Match, Receipt, Settlement, Shipment, WrongCode
from qiao.relief.models.plan import Plan, Share, Unmet
from qiao.relief.models.stock import Lot, StockAccount, StockBalance, StockCount, StockMovement

__all__ = [
    "Bulletin",
    "BulletinBoard",
    "BulletinQuestion",
    "Delivery",
    "Lot",
    "Match",
    "Plan",
    "Receipt",
    "Settlement",
    "Share",
    "Shipment",
    "StockAccount",
    "StockBalance",
    "StockCount",
    "StockMovement",
    "Unmet",
    "WrongCode",
]
