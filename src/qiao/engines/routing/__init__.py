"""One lorry or several, many drops: which goes where in what order, when it arrives, what cannot go. Pure."""

from qiao.engines.routing.fleet import Lorry, Sharing, follow_order, share_drops
from qiao.engines.routing.roads import Position, Roads, Times, great_circle_km, road_km
from qiao.engines.routing.route import Drop, Leg, Route, order_drops
from qiao.engines.routing.table import Road, RoadTable, RowRefused, by_table, minutes_by_table, read_roads

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
    "Times",
    "by_table",
    "follow_order",
    "great_circle_km",
    "minutes_by_table",
    "order_drops",
    "read_roads",
    "road_km",
    "share_drops",
]
