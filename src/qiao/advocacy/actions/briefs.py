"""A day's themes become a brief: their voices are frozen, and the text that a person will edit is drafted."""

from collections.abc import Sequence
from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.advocacy.actions.evidence import note_evidence
from qiao.advocacy.actions.proposal import draft_proposal
from qiao.advocacy.digesting import Digest, Theme
from qiao.advocacy.models import Evidence, Proposal
from qiao.advocacy.searching import Search, found_by
from qiao.exceptions import EvidenceMissingError
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded


@recorded("brief.draft")
def draft_brief(
    actor: Actor,
    crisis: Crisis,
    digest: Digest,
    *,
    title: str,
    form: str,
    themes: Sequence[Sequence[str]],
    frozen_at: datetime,
) -> Proposal:
    """Freeze the voices of a day's themes and draft a paper that refers to them.

    Each group of items of `themes` becomes one bundle: themes merged by the person who drafts are one group. Raises
    EvidenceMissingError where none of the day's themes is named.
    """
    known = {one.item.code: one for one in digest.themes}
    groups = [[known[code] for code in group if code in known] for group in themes]
    groups = [group for group in groups if group]
    if not groups:
        raise EvidenceMissingError(number=1)
    lines = []
    for group in groups:
        evidence = _bound(actor, crisis, digest, group, frozen_at)
        lines.append(_line(group, evidence))
    proposal = draft_proposal(actor, crisis, title=title, situation="\n".join(lines), format=form)
    detail(day=digest.day.isoformat(), themes=len(groups))
    return proposal


def _bound(actor: Actor, crisis: Crisis, digest: Digest, group: list[Theme], frozen_at: datetime) -> Evidence:
    day = digest.day.isoformat()
    search = Search(kinds=("need",), item=",".join(one.item.code for one in group), since=day, until=day)
    return note_evidence(
        actor,
        crisis,
        statement=f"{digest.day.month}月{digest.day.day}日反映缺{_named(group)}",
        records=found_by(crisis, search),
        frozen_at=frozen_at,
        search=search,
    )


def _named(group: list[Theme]) -> str:
    return "、".join(one.item.name for one in group)


def _line(group: list[Theme], evidence: Evidence) -> str:
    number = evidence.number
    course = group[0].course if len(group) == 1 else ""
    return (
        f"{_named(group)}：反映【证{number}：条数】，其中【证{number}：核实】经过核实"
        f"{f'，{course}' if course else ''}。"
    )
