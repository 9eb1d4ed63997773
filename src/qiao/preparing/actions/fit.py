"""What fits leaves as a file."""

from collections.abc import Sequence

from qiao.accounts.roles import Actor
from qiao.preparing.files import fit_file
from qiao.preparing.queries.fit import Row
from qiao.registry.models import Crisis, Organization
from qiao.trail.recorded import detail, recorded


@recorded("fit.export")
def export_fit(
    _actor: Actor, crisis: Crisis, subject: Organization, rows: Sequence[Row], *, form: str
) -> bytes:
    """Return the needs of a crisis by how they fit, csv or xlsx; who asked and their words are not in it."""
    detail(crisis=str(crisis.pk), subject=str(subject.pk), form=form, rows=len(rows))
    return fit_file(rows, form)
