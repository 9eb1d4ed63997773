"""A file of bank lines or gifts on its way into the books: tried, loaded, approved, undone by reversing entries."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint, unwrap_text, wrap_text
from qiao.exceptions import ImportStateError, LedgerTableError
from qiao.funding.actions import approve_entries
from qiao.funding.booking import Booking, Line, mirror, write
from qiao.funding.bulk import insert_rows
from qiao.funding.disclosing import waiting
from qiao.funding.hosts.rules import is_co_launch, money_account
from qiao.funding.models import Campaign, Donation, ImportBatch, LedgerEntry, LedgerLine, Stream
from qiao.funding.table_reading import HeadMissingError, Judged, Verdict, judge, read_grid
from qiao.intake.actions.imports import Table, shown_name
from qiao.intake.sources.tables import open_tables
from qiao.trail.recorded import detail, recorded

Account = LedgerLine.Account
State = ImportBatch.State
LONGEST_PURPOSE = 200
GIFT_COLUMNS = tuple(field.attname for field in Donation._meta.concrete_fields)
"""Every column of a gift."""
KINDS = {"person": "PERSON", "个人": "PERSON", "org": "ORG", "单位": "ORG", "企业": "ORG", "机构": "ORG"}
STREAMS = {"PERSON": Stream.GIFTS_PERSONS, "ORG": Stream.GIFTS_ENTERPRISES}


@dataclass(frozen=True)
class Intent:
    """How a file is to be booked: as what, for which campaign, for which purpose."""

    kind: str
    campaign: Campaign | None = None
    purpose: str = ""
    is_note_purpose: bool = False


def mark_of(kind: str, told: str) -> str:
    """Return the keyed mark by which a line is known again in the books."""
    return fingerprint(f"ledger-import-{kind}", told)


def read_judged(table: Table, kind: str, *, today: date) -> list[Judged]:
    """Read a file and judge each row beside the books. Raises TableUnreadableError, LedgerTableError."""
    try:
        rows = read_grid(open_tables(table.name, table.content)[0])
    except HeadMissingError as error:
        raise LedgerTableError from error
    judged = judge(rows, today=today)
    held = set(
        LedgerEntry.objects.exclude(fingerprint="")
        .exclude(corrections__is_reversal=True)
        .values_list("fingerprint", flat=True)
    )
    if not held:
        return judged
    known = {one.told for one in judged if one.verdict == Verdict.NEW and mark_of(kind, one.told) in held}
    return judge(rows, today=today, known=known)


@recorded("ledger.try_table")
def try_table(actor: Actor, table: Table, intent: Intent, /, *, today: date) -> ImportBatch:
    """Keep a file and say what would become of each row; nothing is booked. Raises LedgerTableError."""
    judged = read_judged(table, intent.kind, today=today)
    pk = uuid.uuid4()
    batch: ImportBatch = ImportBatch.objects.create(
        id=pk,
        organization_id=actor.acts_for,
        kind=intent.kind,
        name=shown_name(table.name),
        sha256=table.sha256,
        rows=len(judged),
        loaded=0,
        campaign=intent.campaign,
        purpose=intent.purpose,
        is_note_purpose=intent.is_note_purpose,
        loaded_by_id=actor.user_id,
        sealed=wrap_text(table.content.hex(), f"ledger.import:{pk}"),
    )
    detail(rows=len(judged))
    return batch


def table_of(batch: ImportBatch) -> Table:
    """Return the file that is kept until it is loaded or put aside."""
    return Table(batch.name, bytes.fromhex(unwrap_text(batch.sealed, f"ledger.import:{batch.pk}")))


@recorded("ledger.import")
def load_table(actor: Actor, batch: ImportBatch, /, *, today: date) -> ImportBatch:
    """Book every row that is new, all or none. What was booked meanwhile is known and left out.

    Raises ImportStateError where the batch was loaded; LedgerFundShortError where more goes out than there is;
    HostShortError where more came from a host than it holds.
    """
    batches = ImportBatch.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "campaign__host"
    )
    held = batches.get(pk=batch.pk)
    if held.state != State.TRIED:
        raise ImportStateError(state=held.get_state_display())
    judged = read_judged(table_of(held), held.kind, today=today)
    fresh = [one for one in judged if one.verdict == Verdict.NEW]
    entries = write(actor, [_booking(held, one) for one in fresh])
    if held.kind == ImportBatch.Kind.GIFTS:
        gifts = [
            _gift(held, one, entry) for one, entry in zip(fresh, entries, strict=True) if _amount(one) > 0
        ]
        insert_rows(Donation, GIFT_COLUMNS, [vars(gift) for gift in gifts])
    held.state, held.loaded, held.sealed = State.LOADED, len(entries), ""
    held.loaded_by_id = actor.user_id
    held.save()
    detail(rows=len(judged), booked=len(entries), number=entries[-1].number if entries else None)
    return held


def _amount(one: Judged) -> int:
    return one.row.amount_fen or 0


def purpose_of(batch: ImportBatch, one: Judged) -> str:
    """Return what a row's money is for: what the donor wrote, where the batch takes that, else the batch's purpose."""
    note = one.row.note if batch.is_note_purpose else ""
    return (note or batch.purpose)[:LONGEST_PURPOSE]


def _booking(batch: ImportBatch, one: Judged) -> Booking:
    return Booking(
        booked_on=one.row.day or date.min,
        text=f"{batch.get_kind_display()} {batch.name} 第 {one.row.number} 行"[:200],
        lines=_lines(batch, _amount(one), purpose_of(batch, one)),
        campaign=batch.campaign,
        batch=batch,
        reference=one.row.reference[:120],
        fingerprint=mark_of(batch.kind, one.told),
    )


def _lines(batch: ImportBatch, amount: int, purpose: str) -> list[Line]:
    """Return both sides: a gift to a co-launch came to its host; what our own bank got for a co-launch, the host sent."""
    if amount <= 0:
        return [Line(Account.EXPENSE, -amount, batch.purpose), Line(Account.BANK, amount, batch.purpose)]
    if batch.kind == ImportBatch.Kind.BANK and is_co_launch(batch.campaign):
        return [Line(Account.BANK, amount, purpose), Line(Account.HOST_HELD, -amount, purpose)]
    income = Account.INCOME_RESTRICTED if purpose else Account.INCOME_UNRESTRICTED
    return [Line(money_account(batch.campaign), amount, purpose), Line(income, -amount, purpose)]


def _gift(batch: ImportBatch, one: Judged, entry: LedgerEntry) -> Donation:
    pk = uuid.uuid4()
    kind = KINDS.get(one.row.kind.casefold(), "PERSON" if one.row.name else "ANONYMOUS")
    return Donation(
        id=pk,
        organization_id=batch.organization_id,
        campaign=batch.campaign,
        entry=entry,
        batch=batch,
        donor_kind=kind,
        donor_sealed=wrap_text(one.row.name, f"donation.donor:{pk}") if one.row.name else "",
        stream=STREAMS.get(kind, Stream.GIFTS_PERSONS),
        amount_fen=_amount(one),
        purpose=purpose_of(batch, one),
        received_on=one.row.day or date.min,
    )


@recorded("ledger.undo_table")
def undo_table(actor: Actor, batch: ImportBatch, /, *, reason: str, now: datetime, on: date) -> ImportBatch:
    """Take a whole batch back: loaded, by reversing each of its entries; only tried, by forgetting its file.

    Raises ImportStateError; LedgerFundShortError where what came in was spent since.
    """
    held = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if held.state == State.UNDONE:
        raise ImportStateError(state=held.get_state_display())
    entries = list(
        held.entries.filter(is_reversal=False)
        .exclude(corrections__is_reversal=True)
        .order_by("-number")
        .prefetch_related("lines")
    )
    made = write(actor, [mirror(one, on=on, text=f"撤销导入，冲销第 {one.number} 号") for one in entries])
    Donation.objects.filter(batch=held).delete()
    held.state, held.undone_at, held.undo_reason, held.sealed = State.UNDONE, now, reason, ""
    held.save()
    detail(booked=len(made))
    return held


def approve_table(actor: Actor, batch: ImportBatch, *, now: datetime) -> int:
    """Approve what a batch booked, as far as nobody decided on it; return how many entries."""
    entries = list(waiting().filter(batch=batch).order_by("number"))
    if entries:
        approve_entries(actor, entries, now=now, note=batch.name[:200])
    return len(entries)
