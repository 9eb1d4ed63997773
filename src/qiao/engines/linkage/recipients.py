"""Who received what: the names a donor wrote down, among those that asked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qiao.engines.linkage.blocking import organisation_keys
from qiao.engines.linkage.organisations import OrganisationRecord, same_organisation
from qiao.engines.linkage.verdicts import Verdict, VerdictKind


@dataclass(frozen=True, slots=True)
class RecipientLink:
    """The name that asked (None: nobody), whether it is surely the same, and the verdict."""

    written: str
    name: str | None = None
    is_sure: bool = False
    verdict: Verdict | None = None


def link_recipients(written: Iterable[str], asked: Sequence[str], *, city: str = "") -> list[RecipientLink]:
    """Return for each recipient as written the one organisation that asked under that or another name.

    Parameters
    ----------
    written
        Names as the donor wrote them.
    asked
        Names of those that asked.
    city
        The city of all of them, where they are of one. Default unknown.

    Returns
    -------
    list of RecipientLink
        In the order of *written*. Sure where the verdict is SAME; a single UNSURE name is proposed for
        a person to confirm, of several none. A branch is never taken for its main house.
    """
    by_key: dict[str, list[OrganisationRecord]] = defaultdict(list)
    for name in asked:
        record = OrganisationRecord(name, city)
        for key in organisation_keys(record):
            by_key[key].append(record)
    return [_link(OrganisationRecord(name, city), by_key) for name in written]


def _link(record: OrganisationRecord, by_key: dict[str, list[OrganisationRecord]]) -> RecipientLink:
    near = dict.fromkeys(other for key in organisation_keys(record) for other in by_key.get(key, ()))
    exact = next((other for other in near if other.name == record.name), None)
    verdicts = [(same_organisation(record, other), other.name) for other in ([exact] if exact else near)]
    for kind in (VerdictKind.SAME, VerdictKind.UNSURE):
        found = [(verdict, name) for verdict, name in verdicts if verdict.kind is kind]
        if len(found) == 1:
            verdict, name = found[0]
            return RecipientLink(record.name, name, exact is not None or kind is VerdictKind.SAME, verdict)
        if found:
            break
    return RecipientLink(record.name)
