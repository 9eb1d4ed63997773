"""One lorry or several, many drops: which goes where in what order, when it arrives, what cannot go. Pure."""

from qiao.engines.routing.fleet import Lorry, Sharing, follow_order, share_drops
from qiao.engines.routing.roads import Position, Roads, Times, great_circle_km, road_km
from qiao.engines.routing.route import Drop, Leg, Route, order_drops
from qiao.engines.routing.table import Road, RoadTable, RowRefused, by_table, minutes_by_table, read_roads
from qiao.engines.routing.trip_land import Car, Job
from qiao.engines.routing.trips import Pick, Trip, Trips, follow_trips, share_trips

__all__ = [
    "Car",
    "Drop",
    "Job",
    "Leg",
    "Lorry",
    "Pick",
    "Position",
    "Road",
    "RoadTable",
    "Roads",
    "Route",
    "RowRefused",
    "Sharing",
    "Times",
    "Trip",
    "Trips",
    "by_table",
    "follow_order",
    "follow_trips",
    "great_circle_km",
    "minutes_by_table",
    "order_drops",
    "read_roads",
    "road_km",
    "share_drops",
    "share_trips",
]
