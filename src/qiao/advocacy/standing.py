"""What stands beside the asks of a paper: whom was served beside whom a policy would reach, and who works with whom there.

Two figures of different kinds: each keeps its day and its source, and they are never added. People are told in blocks.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from qiao.advocacy.cooperation import reach_of_crisis
from qiao.advocacy.models import Proposal, Reach
from qiao.registry.leaving import Leaving, is_sensitive, told_people
from qiao.registry.models import Partnership

STANDING_HEAD = "附：已经在做的（服务人数与政策可及人口口径不同，各自成立，不相加）"


def standing_of(proposal: Proposal) -> tuple[str, ...]:
    """Return one line for each statement and each local partnership of the crisis, without persons."""
    leaving = Leaving()
    reaches = (line for one in reach_of_crisis(proposal.crisis) for line in _reach(one, leaving))
    return (*reaches, *(_partnership(one, leaving) for one in _partnerships(proposal)))


def _reach(one: Reach, leaving: Leaving) -> Iterator[str]:
    frail = is_sensitive(f"{one.policy}{one.cooperation.subject}")
    told = []
    if served := told_people(one.served, is_sensitive=frail):
        told.append(f"已服务不少于 {served} 人（{_said(one.served_on, one.served_source, leaving)}）")
    if one.population is not None:
        people = f"政策可及 {one.population} 人"
        told.append(f"{people}（{_said(one.population_on, one.population_source, leaving)}）")
    if told:
        subject = leaving.text(one.cooperation.subject)
        yield f"{subject}（{one.cooperation.department}），“{leaving.text(one.policy)}”：{'；'.join(told)}。"


def _said(day: date | None, source: str, leaving: Leaving) -> str:
    return f"截至 {day}，来源：{leaving.text(source)}" if day else leaving.text(source)


def _partnerships(proposal: Proposal) -> Iterable[Partnership]:
    standing = Partnership.objects.filter(crisis=proposal.crisis, state=Partnership.State.ACCEPTED)
    rows: Iterable[Partnership] = standing.select_related("lead", "local", "place").order_by("since", "pk")
    return rows


def _partnership(one: Partnership, leaving: Leaving) -> str:
    since = f"，自 {one.since}" if one.since else ""
    scope = f"：{leaving.text(one.scope).rstrip('。')}" if one.scope else ""
    return f"本地合作：{one.lead} 与 {one.local}（{one.place.full_name}{since}）{scope}。"
