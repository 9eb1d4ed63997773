"""One lorry or several, many drops: which goes where in what order, when it arrives, what cannot go. Pure."""

from qiao.engines.routing.fleet import Lorry, Sharing, share_drops
from qiao.engines.routing.roads import Position, Roads, great_circle_km, road_km
from qiao.engines.routing.route import Drop, Leg, Route, order_drops
from qiao.engines.routing.table import Road, RoadTable, RowRefused, by_table, read_roads

__all__ = [
    "Drop",
    "Leg",
    "Lorry",
    "Position",
    "Road",
    "RoadTable",
    "Roads",
    "Route",
    "RowRefused",
    "Sharing",
    "by_table",
    "great_circle_km",
    "order_drops",
    "read_roads",
    "road_km",
    "share_drops",
]
