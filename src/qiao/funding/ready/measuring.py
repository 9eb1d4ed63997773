"""The computed items of readiness from the records, each with a sentence that says how."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from qiao.engines.eligibility.calendar import add_months
from qiao.engines.readiness import level_of, level_of_applications
from qiao.funding.income.queries import YearSeen, loaded, seen
from qiao.funding.models import Grant
from qiao.registry.models import ContactVersion, Membership, Organization, Tie

YEAR_MONTHS = 12
TWO_YEARS_MONTHS = 24
TWICE = 2


@dataclass(frozen=True)
class Measured:
    """A computed level, None where the records do not tell, and how it came about."""

    level: int | None
    how: str


def measured(organization: Organization, today: date) -> dict[int, Measured]:
    """Return items 1, 2, 4, 5, 7, 8, 10 and 13 as the records of the organisation stand today."""
    record = loaded().first()
    year = seen(record, today) if record else None
    return {
        1: _members(organization, today),
        2: Measured(None, _("名录里没有乡镇，算不出来；请按名单数一数。")),
        4: _free(year),
        5: _reserves(year),
        7: _loyal(),
        8: _spread(year),
        10: _applications(today),
        13: _ties(organization, today),
    }


def _members(organization: Organization, today: date) -> Measured:
    held = Membership.objects.filter(organization=organization).filter(
        Q(until__isnull=True) | Q(until__gte=today)
    )
    units = set(held.filter(enterprise__isnull=False).values_list("enterprise_id", flat=True))
    if not units or held.filter(person__isnull=False).exists():
        return Measured(None, _("个人会员的联系方式不在名录里，算不出来；请按名单数一数。"))
    checked = ContactVersion.objects.filter(
        state=ContactVersion.State.STANDING,
        checked_at__date__gte=add_months(today, -YEAR_MONTHS),
        point__subject_id__in=units,
    )
    known = checked.values("point__subject_id").distinct().count()
    how = _("单位会员 %(all)d 家，一年内核实过联系方式的 %(known)d 家。") % {
        "all": len(units),
        "known": known,
    }
    return Measured(level_of(1, known / len(units)), how)


def _no_accounts() -> Measured:
    return Measured(None, _("还没有载入一年的账；在“收入结构”里传上来。"))


def _free(year: YearSeen | None) -> Measured:
    if year is None:
        return _no_accounts()
    share = year.structure.unrestricted_share
    if share is None:
        return Measured(None, _("这一年没有收入。"))
    how = _("%(year)d 年非限定性占收入 %(share).1f %%。") % {"year": year.record.year, "share": share * 100}
    return Measured(level_of(4, share), how)


def _reserves(year: YearSeen | None) -> Measured:
    if year is None:
        return _no_accounts()
    months = year.structure.luna_months
    if months is None:
        return Measured(None, _("账里没有写非限定性净资产或本年支出。"))
    how = _("%(year)d 年末储备够 %(months).2f 个月。") % {"year": year.record.year, "months": months}
    return Measured(level_of(5, months), how)


def _spread(year: YearSeen | None) -> Measured:
    if year is None:
        return _no_accounts()
    found = year.structure.by_funder
    if found is None or not year.names_funders:
        return Measured(None, _("账里没有写来源，分不出资助方。"))
    facts = {"hhi": found.hhi, "n": found.n, "effective": found.effective_sources}
    how = _("按资助方 HHI %(hhi).3f，n = %(n)d，有效来源 %(effective).2f 个。") % facts
    return Measured(level_of(8, found.effective_sources), how)


def _loyal() -> Measured:
    days: dict[str, list[date]] = defaultdict(list)
    won = Grant.objects.filter(awarded_fen__gt=0, awarded_on__isnull=False)
    for funder, day in won.values_list("funder", "awarded_on"):
        if day is not None:
            days[funder].append(day)
    if not days:
        return Measured(None, _("还没有登记过获批的资助，算不出来。"))
    loyal = sum(
        len(found) >= TWICE and add_months(min(found), TWO_YEARS_MONTHS) <= max(found)
        for found in days.values()
    )
    how = _("登记的资助方 %(all)d 家，跨两年以上给过两次的 %(loyal)d 家。") % {
        "all": len(days),
        "loyal": loyal,
    }
    return Measured(level_of(7, loyal), how)


def _applications(today: date) -> Measured:
    """Count by the day of application; where nobody wrote it down, by the day of the award or of the entry."""
    if not Grant.objects.exists():
        return Measured(None, _("还没有登记过申请，算不出来；请把申请过的都登记上，包括没有获批的。"))
    since = add_months(today, -TWO_YEARS_MONTHS)
    undated = Grant.objects.filter(applied_on__isnull=True)
    applied = Grant.objects.filter(applied_on__range=(since, today)).count()
    applied += undated.filter(
        Q(awarded_on__range=(since, today)) | Q(awarded_on__isnull=True, created_at__date__gte=since)
    ).count()
    won = Grant.objects.filter(awarded_fen__gt=0, awarded_on__range=(since, today)).count()
    how = _("24 个月内申请 %(applied)d 项，获批 %(won)d 项。") % {"applied": applied, "won": won}
    if undated.exists():
        how += _("有 %(n)d 项没有写申请日期，按获批或登记的日期算。") % {"n": undated.count()}
    return Measured(level_of_applications(applied, won), how)


def _ties(organization: Organization, today: date) -> Measured:
    standing = Tie.objects.filter(organization=organization, withdrawn_at__isnull=True)
    if not standing.exists():
        return Measured(None, _("还没有登记长期联系。"))
    active = standing.filter(last_contact_on__gte=add_months(today, -YEAR_MONTHS))
    kinds = active.order_by().values("kind").distinct().count()
    return Measured(level_of(13, kinds), _("五类里有 %(n)d 类一年内有过来往。") % {"n": kinds})


DAYS = timedelta(days=14)
"""Fourteen days from the first day of a crisis: what was mobilised by then."""
