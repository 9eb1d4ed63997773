"""What can be done with a year's accounts: try a sheet, load it, take it back, put it aside, hand the figures out."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor
from qiao.batch.tables import table_bytes
from qiao.exceptions import AccountsStateError, AccountsYearTakenError, ImportConflictError
from qiao.funding.income.queries import YearSeen
from qiao.funding.income.reading import LOADED, balances_of, read_accounts
from qiao.funding.models import IncomeRow, YearAccounts
from qiao.registry.models import Organization
from qiao.trail.recorded import detail, recorded

LONGEST_NAME = 120
State = YearAccounts.State


@recorded("accounts.hand_in")
def try_accounts(actor: Actor, *, id: uuid.UUID, name: str, content: bytes, year: int) -> YearAccounts:  # noqa: A002
    """Read a sheet and keep a verdict on each row. Nothing is entered yet; sent again, it is the same sheet.

    Raises TableUnreadableError, AccountsHeadError or AccountsTooLongError where the sheet cannot be read,
    ImportConflictError where the id was used for another.
    """
    rows = [one.kept for one in read_accounts(name, content)]
    shown = name[-LONGEST_NAME:]
    with scopes_disabled():
        known: YearAccounts | None = YearAccounts.objects.filter(pk=id).first()
    if known is not None:
        if known.organization_id != actor.organization_id or known.name != shown:
            raise ImportConflictError(id=str(id))
        return known
    detail(rows=len(rows), year=year)
    made: YearAccounts = YearAccounts.objects.create(
        pk=id,
        organization_id=actor.acts_for,
        name=shown,
        year=year,
        rows=rows,
        handed_in_by_id=actor.user_id,
        **balances_of(rows),
    )
    return made


@recorded("accounts.load")
def load_accounts(actor: Actor, accounts: YearAccounts, *, at: datetime) -> YearAccounts:
    """Enter the rows that can be entered.

    Raises AccountsYearTakenError where another sheet of the year stands loaded, AccountsStateError where this one does
    not wait.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=actor.acts_for)
    if YearAccounts.objects.filter(year=accounts.year, state=State.LOADED).exclude(pk=accounts.pk).exists():
        raise AccountsYearTakenError(year=accounts.year)
    _move(accounts, {State.TRIED, State.UNDONE}, state=State.LOADED, loaded_at=at)
    entered = [
        IncomeRow(organization_id=actor.acts_for, accounts=accounts, **row["facts"])
        for row in accounts.rows
        if row["level"] in LOADED
    ]
    IncomeRow.objects.bulk_create(entered)
    detail(accounts=str(accounts.pk), entered=len(entered), year=accounts.year)
    return accounts


@recorded("accounts.undo")
def undo_accounts(_actor: Actor, accounts: YearAccounts, *, at: datetime) -> YearAccounts:
    """Take back what a sheet entered. Its rows stay and can be loaded again."""
    _move(accounts, {State.LOADED}, state=State.UNDONE, undone_at=at)
    taken, _each = accounts.income.all().delete()
    detail(accounts=str(accounts.pk), taken=taken)
    return accounts


@recorded("accounts.discard")
def discard_accounts(_actor: Actor, accounts: YearAccounts) -> YearAccounts:
    """Put a sheet aside that is not loaded; its rows are deleted."""
    _move(accounts, {State.TRIED, State.UNDONE}, state=State.DISCARDED, rows=[])
    return accounts


def _move(accounts: YearAccounts, allowed: set[Any], **facts: Any) -> None:
    if not YearAccounts.objects.filter(pk=accounts.pk, state__in=allowed).update(**facts):
        accounts.refresh_from_db()
        raise AccountsStateError(state=accounts.get_state_display())
    accounts.refresh_from_db()


@recorded("accounts.export")
def export_income(_actor: Actor, years: Sequence[YearSeen], *, form: str) -> bytes:
    """Return the values of every year as a file, csv or xlsx: amounts in yuan, shares from 0 to 1."""
    detail(form=form, rows=len(years))
    heads = [
        _("年度"),
        _("收入合计（元）"),
        _("HHI（按类别）"),
        _("类别数 n"),
        _("HHI（按资助方）"),
        _("资助方数 n"),
        _("有效来源数"),
        _("最大一类占比"),
        _("非限定性占比"),
        _("政府占比"),
        _("储备月数（LUNA）"),
        _("净资产 ÷ 收入"),
        _("结余率"),
        _("管理费用占比"),
    ]
    return table_bytes(heads, (_cells(one) for one in years), f".{form}")


def _cells(year: YearSeen) -> list[Any]:
    it = year.structure
    stream, funder = it.by_stream, it.by_funder
    return [
        year.record.year,
        it.income_fen / 100,
        _told(stream.hhi if stream else None),
        stream.n if stream else "",
        _told(funder.hhi if funder else None),
        funder.n if funder else "",
        _told(stream.effective_sources if stream else None),
        _told(stream.top_share if stream else None),
        *(
            _told(value)
            for value in (
                it.unrestricted_share,
                it.government_share,
                it.luna_months,
                it.equity_ratio,
                it.margin,
                it.administration_ratio,
            )
        ),
    ]


def _told(value: float | None) -> float | str:
    return "" if value is None else round(value, 4)
