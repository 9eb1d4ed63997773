"""Bridge two: voices that reached departments, through evidence and proposals or by being told at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from qiao.advocacy.bridging.units import Units
from qiao.advocacy.models import CoSignature, EvidenceRecord, Filing, Outcome, ProposalItem
from qiao.advocacy.queries import ANSWERS
from qiao.gaps.models import Notification
from qiao.intake.models import Need, Report
from qiao.registry.models import Crisis
from qiao.relief.models import Receipt

TAKEN_UP = (Outcome.Step.ADOPTED, Outcome.Step.PARTLY, Outcome.Step.ENACTED, Outcome.Step.IMPLEMENTED)
UNTRUE = (Need.State.REJECTED, Need.State.MERGED)
Heard = frozenset[UUID]


@dataclass
class Reached:
    """What reached one department: reports behind what was filed, and how far they came.

    `told` counts tellings at once (突发事件应对法 60), `told_answered` those of them with an answer.
    """

    department: str
    filed: set[UUID] = field(default_factory=set)
    acknowledged: set[UUID] = field(default_factory=set)
    answered: set[UUID] = field(default_factory=set)
    taken_up: set[UUID] = field(default_factory=set)
    filings: int = 0
    told: int = 0
    told_answered: int = 0


@dataclass
class Voices:
    """The second bridge of a crisis.

    Attributes
    ----------
    heard
        Reports by place; a report that names several places is heard from each.
    departments
        What reached each department, by its key.
    through
        Reports that went to any department, by the organisation that filed or co-signed.
    flows
        Steps that voices took: place → organisation → department.
    """

    heard: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    departments: dict[str, Reached] = field(default_factory=dict)
    through: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    flows: set[tuple[str, str]] = field(default_factory=set)

    @property
    def all_heard(self) -> Heard:
        """Return every report heard from somewhere."""
        return frozenset().union(*self.heard.values())

    def reached(self, department: str) -> Reached:
        """Return what reached a department, begun where nothing was noted yet."""
        return self.departments.setdefault(department, Reached(department))


def voices(crisis: Crisis, units: Units) -> Voices:
    """Return where voices were heard, and through whom they came to which department."""
    found = Voices()
    places = _heard(crisis, units, found)
    behind = _behind_items(crisis)
    _filed(crisis, units, found, behind, places)
    _told(crisis, units, found)
    return found


def _heard(crisis: Crisis, units: Units, found: Voices) -> dict[UUID, set[str]]:
    """Note which reports were heard from which place; return the places of each report."""
    places: defaultdict[UUID, set[str]] = defaultdict(set)
    needs = Need.objects.filter(crisis=crisis, place__isnull=False).exclude(state__in=UNTRUE)
    reports = Report.objects.filter(crisis=crisis, place__isnull=False)
    told = [*needs.values_list("report_id", "place__code").order_by()]
    told += [*reports.values_list("pk", "place__code").order_by()]
    for report, code in told:
        key = units.place(str(code))
        found.heard[key].add(report)
        places[report].add(key)
    return places


def _behind_items(crisis: Crisis) -> dict[UUID, set[UUID]]:
    """Return the reports behind each item of a proposal: those of its evidence that were not dropped."""
    through = ProposalItem.evidence.through.objects.filter(proposalitem__proposal__crisis=crisis)
    items: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for item, evidence in through.values_list("proposalitem_id", "evidence_id"):
        items[evidence].add(item)
    records = EvidenceRecord.objects.filter(evidence__in=items, dropped_at__isnull=True)
    kept = list(records.values_list("evidence_id", "record_type", "record_id"))
    reports = _reports_of((kind, record) for _evidence, kind, record in kept)
    behind: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for evidence, _kind, record in kept:
        for item in items[evidence]:
            behind[item] |= reports.get(record, set())
    return behind


def _reports_of(records: Iterable[tuple[str, UUID]]) -> dict[UUID, set[UUID]]:
    """Return the reports that frozen records came from."""
    by_kind: defaultdict[str, set[UUID]] = defaultdict(set)
    for kind, record in records:
        by_kind[kind.rpartition(".")[2].lower()].add(record)
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for report in Report.objects.filter(pk__in=by_kind["report"]).values_list("pk", flat=True):
        found[report].add(report)
    for need, report in Need.objects.filter(pk__in=by_kind["need"]).values_list("pk", "report_id"):
        found[need].add(report)
    signed = Receipt.objects.filter(pk__in=by_kind["receipt"])
    for receipt, report in signed.values_list("pk", "delivery__match__need__report_id"):
        found[receipt].add(report)
    return found


def _filed(
    crisis: Crisis,
    units: Units,
    found: Voices,
    behind: dict[UUID, set[UUID]],
    places: dict[UUID, set[str]],
) -> None:
    rows = Filing.objects.filter(proposal__crisis=crisis).select_related("proposal")
    filings = list(rows.prefetch_related("proposal__items"))
    signers: defaultdict[UUID, set[str]] = defaultdict(set)
    for proposal, signer in CoSignature.objects.filter(proposal__crisis=crisis).values_list(
        "proposal_id", "organization_id"
    ):
        signers[proposal].add(units.organization(signer))
    outcomes = _outcomes(crisis)
    for filing in filings:
        whole: set[UUID] = set().union(*(behind.get(item.pk, set()) for item in filing.proposal.items.all()))
        owner, department = (
            units.organization(filing.organization_id),
            units.department(filing.department_id),
        )
        _note(
            found.reached(department),
            filing,
            whole,
            behind,
            outcomes[filing.proposal_id, filing.department_id],
        )
        for bearer in {owner, *signers[filing.proposal_id]}:
            found.through[bearer] |= whole
        found.flows.add((owner, department))
        found.flows |= {(place, owner) for report in whole for place in places.get(report, set())}


def _outcomes(crisis: Crisis) -> defaultdict[tuple[UUID, UUID | None], list[Outcome]]:
    found: defaultdict[tuple[UUID, UUID | None], list[Outcome]] = defaultdict(list)
    for one in Outcome.objects.filter(proposal__crisis=crisis, department__isnull=False):
        found[one.proposal_id, one.department_id].append(one)
    return found


def _note(
    reached: Reached,
    filing: Filing,
    whole: set[UUID],
    behind: dict[UUID, set[UUID]],
    outcomes: list[Outcome],
) -> None:
    """Note how far the reports behind one filing came; an outcome of one item speaks for its own reports only."""
    reached.filings += 1
    reached.filed |= whole
    if filing.reference or outcomes:
        reached.acknowledged |= whole
    for one in outcomes:
        meant = behind.get(one.item_id, set()) if one.item_id else whole
        if one.step in ANSWERS or one.step in TAKEN_UP:
            reached.answered |= meant
        if one.step in TAKEN_UP:
            reached.taken_up |= meant


def _told(crisis: Crisis, units: Units, found: Voices) -> None:
    rows = Notification.objects.filter(crisis=crisis).values_list(
        "organization_id", "department_id", "place__code", "answered_at"
    )
    for owner, department, place, answered_at in rows:
        bearer, office = units.organization(owner), units.department(department)
        reached = found.reached(office)
        reached.told += 1
        reached.told_answered += answered_at is not None
        found.flows.add((bearer, office))
        if place:
            found.flows.add((units.place(place), bearer))
