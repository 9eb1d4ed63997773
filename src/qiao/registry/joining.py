"""Two organisations that are one: the second becomes another name of the first; a branch keeps its own record."""

from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.engines.linkage import normalise_name
from qiao.exceptions import MergeRefusedError
from qiao.registry.actions import join_names, part_names
from qiao.registry.models import Organization, OrganizationName

BOTH_WORK = (
    "两个单位都在本系统工作，各有各的账户和记录",
    "both organisations work in this system, with accounts and records of their own",
)
TWO_CODES = (
    "统一社会信用代码不同，是两个法人",
    "their unified social credit codes differ: they are two legal persons",
)


def join_parties(actor: Actor, one: Organization, other: Organization, *, now: datetime) -> OrganizationName:
    """Let one be another name of the other: the one at work here stands, else the one with a code, else the earlier.

    Raises MergeRefusedError where both work here or their codes differ.
    """
    if one.runs_qiao and other.runs_qiao:
        raise MergeRefusedError(reason_zh=BOTH_WORK[0], reason_en=BOTH_WORK[1])
    if one.uscc and other.uscc and one.uscc != other.uscc:
        raise MergeRefusedError(reason_zh=TWO_CODES[0], reason_en=TWO_CODES[1])
    kept, gone = sorted((one, other), key=lambda it: (not it.runs_qiao, not it.uscc, it.created_at, it.pk))
    return join_names(actor, kept, gone, kind=OrganizationName.Kind.ALIAS, at=now)


def join_branch(actor: Actor, one: Organization, other: Organization, *, now: datetime) -> OrganizationName:
    """Link a branch to its parent: the one whose name names a branch is the branch, else the later entered."""
    parent, branch = sorted(
        (one, other), key=lambda it: (normalise_name(it.name).branch is not None, it.created_at, it.pk)
    )
    return join_names(actor, parent, branch, kind=OrganizationName.Kind.BRANCH, at=now)


def part_parties(actor: Actor, one: Organization, other: Organization, *, now: datetime) -> None:
    """Take back whatever names or branches stand between two organisations."""
    both = (one.pk, other.pk)
    for name in OrganizationName.objects.filter(organization__in=both, other__in=both, until__isnull=True):
        part_names(actor, name, at=now)
