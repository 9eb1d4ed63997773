"""People of the registry are erased: what hangs on them stays, without them."""

from qiao.accounts.roles import Actor
from qiao.registry.models import Person
from qiao.trail.recorded import recorded

ERASED = "（已删除）"


@recorded("person.erase")
def erase_person(_actor: Actor, /, person: Person) -> Person:
    """Take name, place and account from a person; hours, memberships and amounts keep pointing at nobody."""
    person.name, person.place, person.user = ERASED, None, None
    person.save(update_fields=("name", "place", "user"))
    return person
