"""Match, delivery and receipt; lots, stock and plans."""

from qiao.relief.models.bulletin import Bulletin, BulletinBoard, BulletinQuestion
from qiao.relief.models.carrier import Carrier
from qiao.relief.models.driving import DriverReport
from qiao.relief.models.goods import GoodsLine, GoodsTable
from qiao.relief.models.kit import Assembly, AssemblyLine, Kit, KitComponent
from qiao.relief.models.limit import DonorLimit
from qiao.relief.models.lorry import Convoy, Measure
from qiao.relief.models.movement import Delivery, Match, Receipt, Settlement, Shipment, WrongCode
from qiao.relief.models.plan import Plan, Share, Unmet
from qiao.relief.models.reallocation import Reallocation
from qiao.relief.models.road import RoadList
from qiao.relief.models.stock import Lot, StockAccount, StockBalance, StockCount, StockMovement
from qiao.relief.models.store import LotPart, PartBalance, Store

__all__ = [
    "Assembly",
    "AssemblyLine",
    "Bulletin",
    "BulletinBoard",
    "BulletinQuestion",
    "Carrier",
    "Convoy",
    "Delivery",
    "DonorLimit",
    "DriverReport",
    "GoodsLine",
    "GoodsTable",
    "Kit",
    "KitComponent",
    "Lot",
    "LotPart",
    "Match",
    "Measure",
    "PartBalance",
    "Plan",
    "Reallocation",
    "Receipt",
    "RoadList",
    "Settlement",
    "Share",
    "Shipment",
    "StockAccount",
    "StockBalance",
    "StockCount",
    "StockMovement",
    "Store",
    "Unmet",
    "WrongCode",
]
