"""The four cases of the mission text and SEE's ten suggestions, from data/cases.json.

Only what the sources state, in our own words, each fact with its source. Safe to run again: texts a person
has written since stay, facts and clauses are brought up to date.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.advocacy.models import (
    ClauseReading,
    Filing,
    Measure,
    MeasureClause,
    Outcome,
    Proposal,
    ProposalItem,
)
from qiao.casebook.models import CaseFact, CaseStudy, Chapter, Collection, CollectionRole
from qiao.engines.clauses import split
from qiao.registry.loading import reference_id
from qiao.registry.models import Crisis, Department, Organization, Phase, Place
from qiao.trail.recorded import detail, recorded

FILE = "cases.json"
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Loaded:
    """How much stands in the book after loading."""

    cases: int
    facts: int
    items: int
    outcomes: int


@recorded("case_study.load")
def load_sample_cases(actor: Actor, *, directory: Path) -> Loaded:
    """Load the public cases into the book of the actor's organisation, whose scope must be open."""
    told: Facts = json.loads((directory / FILE).read_text(encoding="utf-8"))
    owner = actor.acts_for
    crisis = _crisis(told["crisis"])
    organizations = {one["key"]: _organization(one) for one in told["organizations"]}
    proposal = _proposal(owner, crisis, told["proposal"])
    _measure(proposal, told["proposal"], directory)
    cases = [_case(owner, crisis, organizations[one["subject"]], one) for one in told["cases"]]
    _link_to_proposal(cases, proposal)
    _collection(owner, crisis, told["collection"], organizations).cases.set(cases)
    loaded = Loaded(
        cases=len(cases),
        facts=CaseFact.objects.filter(case__in=cases).count(),
        items=proposal.items.count(),
        outcomes=proposal.outcomes.count(),
    )
    detail(cases=loaded.cases, facts=loaded.facts)
    return loaded


def own_id(owner: Any, kind: str, key: str) -> uuid.UUID:
    """Return the id of a sample record of this owner, the same whenever it is loaded."""
    return reference_id(kind, f"{owner}:{key}")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _crisis(told: Facts) -> Crisis:
    crisis, is_new = Crisis.objects.get_or_create(
        slug=told["slug"],
        defaults={
            "name": told["name"],
            "name_en": told["name_en"],
            "hazard": told["hazard"],
            "began_on": date.fromisoformat(told["began_on"]),
        },
    )
    if is_new:
        crisis.places.set(Place.objects.filter(code__in=told["places"]))
        Phase.objects.create(
            crisis=crisis, focus=Phase.Focus.RELIEF, began_on=crisis.began_on, note=told["phase"]
        )
    return crisis


def _organization(told: Facts) -> Organization:
    home = Place.objects.filter(code=told["home"]).first() if told["home"] else None
    return Organization.objects.get_or_create(
        name=told["name"],
        home=home,
        defaults={
            "id": reference_id("organization", told["key"]),
            "name_en": told["name_en"],
            "kind": told["kind"],
            "source": told["source"],
        },
    )[0]


def _case(owner: Any, crisis: Crisis, subject: Organization, told: Facts) -> CaseStudy:
    narrative = ("title", "title_en", "core", "core_en", "challenges", "challenges_en", "state", "source")
    case: CaseStudy = CaseStudy.objects.get_or_create(
        pk=own_id(owner, "case", told["key"]),
        defaults={name: told[name] for name in narrative}
        | {
            "organization_id": owner,
            "crisis": crisis,
            "subject": subject,
            "chapter": Chapter.ASSOCIATION,
            "number": told["number"],
        },
    )[0]
    for order, fact in enumerate(told["facts"], start=1):
        CaseFact.objects.update_or_create(
            pk=own_id(owner, "fact", f"{told['key']}:{order}"),
            defaults={
                "case": case,
                "order": order,
                "dimension": fact["dimension"],
                "code": fact["code"],
                "text": fact["zh"],
                "text_en": fact["en"],
                "source": fact["source"],
            },
        )
    return case


def _link_to_proposal(cases: list[CaseStudy], proposal: Proposal) -> None:
    """Let the fact that names the ten suggestions lead to them."""
    facts = CaseFact.objects.filter(case__in=cases, code="ADVOCACY", text__contains="十条建议")
    facts.update(record_type="proposal", record_id=proposal.pk)


def _collection(
    owner: Any, crisis: Crisis, told: Facts, organizations: Mapping[str, Organization]
) -> Collection:
    collection: Collection = Collection.objects.update_or_create(
        pk=own_id(owner, "collection", told["title"]),
        defaults={"organization_id": owner, "crisis": crisis, "title": told["title"], "year": told["year"]},
    )[0]
    for part, key in told["roles"].items():
        CollectionRole.objects.get_or_create(
            collection=collection, organization=organizations[key], part=part
        )
    return collection


def _proposal(owner: Any, crisis: Crisis, told: Facts) -> Proposal:
    texts = ("title", "title_en", "situation", "situation_en", "analysis", "analysis_en", "source")
    proposal: Proposal = Proposal.objects.update_or_create(
        pk=own_id(owner, "proposal", told["key"]),
        defaults={name: told[name] for name in texts}
        | {
            "organization_id": owner,
            "crisis": crisis,
            "horizon": Proposal.Horizon.INSTITUTION,
            "state": Proposal.State.ANSWERED,
        },
    )[0]
    department = Department.objects.get_or_create(
        name=told["department"]["name"], defaults={"name_en": told["department"]["name_en"]}
    )[0]
    Filing.objects.get_or_create(
        organization_id=owner, proposal=proposal, department=department, channel=Filing.Channel.DIRECT
    )
    for one in told["items"]:
        item = ProposalItem.objects.update_or_create(
            pk=own_id(owner, "item", str(one["number"])),
            defaults={name: one[name] for name in ("number", "problem", "problem_en", "ask", "ask_en")}
            | {"proposal": proposal, "addressee": department},
        )[0]
        _outcome(proposal, item, one["outcome"])
    for one in told["outcomes"]:
        _outcome(proposal, None, one)
    return proposal


def _measure(proposal: Proposal, told: Facts, directory: Path) -> None:
    """Lay the items beside the text that was enacted, clause by clause. What somebody took back stays so."""
    facts = told["measure"]
    text = (directory / facts["file"]).read_text(encoding="utf-8")
    measure: Measure = Measure.objects.get_or_create(
        pk=own_id(proposal.organization_id, "measure", facts["key"]),
        defaults={name: facts[name] for name in ("title", "issuer", "source")}
        | {
            "organization_id": proposal.organization_id,
            "crisis": proposal.crisis,
            "adopted_on": _day(facts["adopted_on"]),
            "in_force_on": _day(facts["in_force_on"]),
            "text": text,
        },
    )[0]
    for position, one in enumerate(split(measure.text), start=1):
        MeasureClause.objects.get_or_create(
            measure=measure,
            position=position,
            defaults={"number": one.number, "heading": one.heading, "text": one.text},
        )
    clauses = {one.number: one for one in measure.clauses.all()}
    items = {one.number: one for one in proposal.items.all()}
    for one in told["items"]:
        for number in one["outcome"]["clauses"] or [""]:
            _reading(measure, items[one["number"]], clauses.get(number), one["outcome"])


def _reading(measure: Measure, item: ProposalItem, clause: MeasureClause | None, told: Facts) -> None:
    key = f"{item.number}:{clause.number if clause else ''}"
    ClauseReading.objects.get_or_create(
        pk=own_id(measure.organization_id, "reading", key),
        defaults={
            "organization_id": measure.organization_id,
            "measure": measure,
            "item": item,
            "clause": clause,
            "degree": told["degree"],
            "attribution": told["attribution"],
            "reason": told["zh"],
            "reason_en": told["en"],
            "source": told["source"],
            "read_at": timezone.now(),
        },
    )


def _outcome(proposal: Proposal, item: ProposalItem | None, told: Facts) -> None:
    key = str(item.number) if item else told["happened_on"]
    Outcome.objects.update_or_create(
        pk=own_id(proposal.organization_id, "outcome", key),
        defaults={
            "organization_id": proposal.organization_id,
            "proposal": proposal,
            "item": item,
            "step": told["step"],
            "clause": told["clause"],
            "happened_on": _day(told["happened_on"]),
            "attribution": told["attribution"],
            "text": told["zh"],
            "text_en": told["en"],
            "source": told["source"],
        },
    )
