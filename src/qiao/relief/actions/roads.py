"""A table of roads is kept for a crisis, with the rows nobody could read."""

from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.engines.routing import RoadTable
from qiao.exceptions import RoadsUnreadError
from qiao.registry.models import Crisis
from qiao.relief.models import RoadList
from qiao.trail.recorded import detail, recorded

NAME_LENGTH = 120


@recorded("road.save")
def save_roads(actor: Actor, crisis: Crisis, table: RoadTable, *, name: str, saved_at: datetime) -> RoadList:
    """Keep a table of roads; from now on it counts for this crisis.

    Raises
    ------
    RoadsUnreadError
        When no row of it was understood: then what counted before still counts.
    """
    if not table.roads:
        raise RoadsUnreadError
    made: RoadList = RoadList.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        name=name[:NAME_LENGTH],
        roads=[[*ends, road.km, road.minutes] for ends, road in sorted(table.roads.items())],
        refused=[[one.row, one.code, one.cell] for one in table.refused],
        saved_at=saved_at,
        saved_by_id=actor.user_id,
    )
    detail(roads=len(table.roads), refused=len(table.refused))
    return made
