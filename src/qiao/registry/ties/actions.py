"""What can be done with ties: recorded, kept in touch, taken back; tables of them tried, loaded, undone, handed out."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor
from qiao.exceptions import ImportConflictError, TieStandsError, TieTableStateError, TieWithdrawnError
from qiao.registry.models import Organization, Tie, TieContact, TieTable
from qiao.registry.ties.files import tie_file
from qiao.registry.ties.tables import LOADED, Reader, read_rows
from qiao.trail.recorded import detail, recorded

LONGEST_NAME = 120
SIDES = ("other", "department", "name")
"""By which of its fields a tie says with whom it is."""


@recorded("tie.record")
def record_tie(actor: Actor, /, *, kind: str, **facts: Any) -> Tie:
    """Write a tie down. Raises TieStandsError where it stands already."""
    _one_at_a_time(actor)
    if _standing(kind, facts):
        raise TieStandsError
    detail(kind=kind)
    tie: Tie = Tie.objects.create(organization_id=actor.acts_for, kind=kind, **facts)
    return tie


def _one_at_a_time(actor: Actor) -> None:
    """Let ties of an organisation be written one after the other: two tables, or a form sent twice, enter a tie once."""
    Organization.objects.select_for_update(no_key=True).get(pk=actor.acts_for)


def _standing(kind: str, facts: dict[str, Any]) -> bool:
    whom = {name: facts[name] for name in SIDES if facts.get(name)}
    return bool(whom) and Tie.objects.filter(kind=kind, withdrawn_at__isnull=True, **whom).exists()


@recorded("tie.contact")
def note_contact(actor: Actor, tie: Tie, *, happened_on: date, way: str, what: str = "") -> TieContact:
    """Write down that the two were in touch; the tie remembers the latest day, and begins no later.

    Raises TieWithdrawnError where the tie was taken back.
    """
    standing = Tie.objects.filter(pk=tie.pk, withdrawn_at__isnull=True)
    changed = standing.update(
        last_contact_on=Greatest(Coalesce(F("last_contact_on"), happened_on), happened_on),
        since=Case(When(since__gt=happened_on, then=Value(happened_on)), default=F("since")),
    )
    if not changed:
        raise TieWithdrawnError
    tie.refresh_from_db()
    contact: TieContact = TieContact.objects.create(
        organization_id=actor.acts_for, tie=tie, happened_on=happened_on, way=way, what=what
    )
    detail(tie=str(tie.pk), way=way)
    return contact


@recorded("tie.withdraw")
def withdraw_tie(_actor: Actor, tie: Tie, *, reason: str, at: datetime) -> Tie:
    """Take a tie back: it stays, with the reason, and counts no more."""
    if not Tie.objects.filter(pk=tie.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=at, withdrawn_reason=reason
    ):
        raise TieWithdrawnError
    tie.refresh_from_db()
    return tie


@recorded("tie.export")
def export_ties(_actor: Actor, rows: Sequence[Tie], *, form: str) -> bytes:
    """Return ties as a file, csv or xlsx."""
    detail(form=form, rows=len(rows))
    return tie_file(rows, form)


# Tables


@recorded("tie.hand_in")
def try_table(actor: Actor, /, *, id: uuid.UUID, name: str, content: bytes, today: date) -> TieTable:  # noqa: A002
    """Read a table of ties and write a verdict for each row. Nothing is entered yet; sent again, it is the same table.

    Raises TableUnreadableError where the file is no table, TieTableTooLongError where it has too many rows,
    ImportConflictError where the id was used for another file.
    """
    rows = [one.kept for one in Reader().judged(read_rows(name, content, today=today))]
    shown = name[-LONGEST_NAME:]
    with scopes_disabled():
        known: TieTable | None = TieTable.objects.filter(pk=id).first()
    if known is not None:
        if known.organization_id != actor.organization_id or known.name != shown:
            raise ImportConflictError(id=str(id))
        return known
    detail(rows=len(rows))
    table: TieTable = TieTable.objects.create(
        pk=id, organization_id=actor.acts_for, name=shown, rows=rows, handed_in_by_id=actor.user_id
    )
    return table


@recorded("tie.load")
def load_table(actor: Actor, table: TieTable, *, at: datetime) -> TieTable:
    """Enter the rows that can be entered, once; what stands already by now is left out."""
    _one_at_a_time(actor)
    _move(table, {TieTable.State.TRIED, TieTable.State.UNDONE}, state=TieTable.State.LOADED, loaded_at=at)
    rows = Reader().judged_again(table.rows)
    entered = [
        Tie(organization_id=actor.acts_for, table=table, **one.facts) for one in rows if one.level in LOADED
    ]
    Tie.objects.bulk_create(entered)
    table.rows = [one.kept for one in rows]
    table.save(update_fields=("rows",))
    detail(table=str(table.pk), entered=len(entered))
    return table


@recorded("tie.undo")
def undo_table(_actor: Actor, table: TieTable, *, at: datetime) -> TieTable:
    """Take back every tie that a table entered and that nobody has worked on since. The rows can be loaded again."""
    _move(table, {TieTable.State.LOADED}, state=TieTable.State.UNDONE, undone_at=at)
    standing = Tie.objects.filter(table=table, withdrawn_at__isnull=True)
    worked_on = set(standing.filter(~Q(contacts=None)).values_list("pk", flat=True))
    taken = standing.exclude(pk__in=worked_on).update(withdrawn_at=at, withdrawn_reason="撤销整张表")
    detail(table=str(table.pk), taken=taken, kept=len(worked_on))
    return table


@recorded("tie.discard")
def discard_table(_actor: Actor, table: TieTable) -> TieTable:
    """Put a table aside that is not loaded; its rows are deleted."""
    _move(
        table,
        {TieTable.State.TRIED, TieTable.State.UNDONE},
        state=TieTable.State.DISCARDED,
        rows=[],
    )
    return table


def _move(table: TieTable, allowed: set[Any], **facts: Any) -> None:
    """Change a table that stands in one of the allowed states; one UPDATE decides."""
    if not TieTable.objects.filter(pk=table.pk, state__in=allowed).update(**facts):
        table.refresh_from_db()
        raise TieTableStateError(state=table.get_state_display())
    table.refresh_from_db()
