"""One lorry, several drops: in which order, when it arrives where, and what cannot go with it. Pure."""

from qiao.engines.routing.roads import Roads, great_circle_km, road_km
from qiao.engines.routing.route import Drop, Leg, Route, order_drops

__all__ = ["Drop", "Leg", "Roads", "Route", "great_circle_km", "order_drops", "road_km"]
