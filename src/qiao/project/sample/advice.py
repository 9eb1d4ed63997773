"""Bridge two in the sample: official figures, gaps, evidence, a proposal, where it was filed, what came of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from qiao.advocacy.actions import add_item, draft_proposal, file_proposal, note_evidence, record_outcome
from qiao.advocacy.models import Filing, Outcome, Proposal
from qiao.gaps.actions import find_gaps, record_official
from qiao.gaps.models import OfficialFigure
from qiao.intake.models import Need
from qiao.project.sample.cast import HOME, NEIGHBOURS, Cast, place
from qiao.project.sample.clock import at
from qiao.registry.models import Crisis, Item
from qiao.relief.models import Receipt

SOURCE = "示例通报：县防汛指挥部每日通报（虚构）"
STATED = (
    ("water-drinking", 5000),
    ("tent-single", 200),
    ("life-jacket", 600),
    ("pump", 30),
    ("boat-assault", 12),
    ("generator", 20),
    ("quilt", 800),
    ("mat", 500),
    ("food-ready", 2000),
    ("noodles-instant", 3000),
    ("torch", 400),
    ("raincoat", 900),
    ("shovel", 300),
)
"""What the invented bulletin counts. Things for women, infants and the sick are not among them."""

NOT_STATED_FOR = NEIGHBOURS[-1]
"""The county whose bulletin names the things without figures: unknown, never zero."""

OVERLOOKED = ("sanitary-pad", "diaper-baby", "milk-powder", "medicine-cold", "disinfectant-84")
EVIDENCE_NEEDS = 8


def state_official(cast: Cast, crisis: Crisis, *, moment: datetime) -> None:
    """Record what the invented daily bulletin says for each county heard from."""
    for share, code in enumerate((HOME, *NEIGHBOURS), start=1):
        for item, quantity in STATED:
            with at(moment):
                record_official(
                    cast["fang"],
                    crisis,
                    kind=OfficialFigure.Kind.NEED,
                    place=place(code),
                    item=Item.objects.get(code=item),
                    quantity=quantity // share if code != NOT_STATED_FOR else None,
                    stated_on=moment.date(),
                    source=SOURCE,
                    is_sample=True,
                )


def look_for_gaps(cast: Cast, crisis: Crisis, *, moment: datetime) -> int:
    """Compare our figures with the official ones; return how many gaps were found."""
    with at(moment):
        return len(find_gaps(cast["lin"], crisis, now=moment))


def unseen_needs(crisis: Crisis) -> list[Need]:
    """Return verified needs for the thing most asked for among those the bulletin overlooks."""
    held = list(
        Need.objects.filter(
            crisis=crisis, state__in=(Need.State.OPEN, Need.State.MET), item__code__in=OVERLOOKED
        )
        .select_related("item", "place")
        .order_by("report__received_at")
    )
    if not held:
        return []
    ((most, _),) = Counter(need.item_id for need in held).most_common(1)
    return [need for need in held if need.item_id == most][:EVIDENCE_NEEDS]


def advise(cast: Cast, crisis: Crisis, receipts: Sequence[Receipt], *, moment: datetime) -> Proposal | None:
    """Bind evidence, draft a proposal of two items, and file it with the departments it addresses."""
    lin, needs = cast["lin"], unseen_needs(crisis)
    if not needs or needs[0].item is None:
        return None
    thing = needs[0].item
    emergency, civil, _ = cast.departments
    with at(moment):
        gap = note_evidence(
            lin,
            crisis,
            statement=f"示例：核实过的 {len(needs)} 条需求都缺{thing.name}，每日通报没有这一项",
            records=needs,
            frozen_at=moment,
        )
    with at(moment + timedelta(minutes=20)) as when:
        short = note_evidence(
            lin,
            crisis,
            statement="示例：已签收的物资有短少，也有多出，原因在途中交接",
            records=list(receipts) or needs,
            frozen_at=when,
        )
    with at(moment + timedelta(hours=1)):
        proposal = draft_proposal(
            lin,
            crisis,
            title=f"示例：关于把{thing.name}列入灾区统一调拨的建议",
            situation="示例数据。各安置点反映的需求中，有的物资不在统一调拨之列，只能靠零散捐赠。",
            analysis="示例数据。通报按大类统计，药品、婴儿和妇女用品容易漏掉；统计口径里加一栏就能看见。",
            horizon=Proposal.Horizon.NOW,
            source="示例数据",
        )
        add_item(
            lin,
            proposal,
            problem=f"{thing.name}没有列入每日通报",
            ask=f"在每日通报和统一调拨中增列{thing.name}，按安置点公布数量。",
            addressee=emergency,
            evidence=[gap],
        )
        add_item(
            lin,
            proposal,
            problem="途中交接没有统一的签收凭据",
            ask="社会物资与统一调拨物资使用同一种签收单，短少当场注明。",
            addressee=civil,
            evidence=[short],
        )
    with at(moment + timedelta(hours=2)) as when:
        file_proposal(
            lin,
            proposal,
            departments=[emergency, civil],
            channel=Filing.Channel.DIRECT,
            filed_on=when.date(),
        )
    return proposal


def answer(cast: Cast, proposal: Proposal, *, moment: datetime) -> None:
    """Record that the proposal was received, and what was adopted of its first item."""
    fang, first = cast["fang"], proposal.items.first()
    with at(moment) as when:
        record_outcome(
            fang,
            proposal,
            step=Outcome.Step.RECEIVED,
            department=cast.departments[1],
            happened_on=when.date(),
            text="示例：已收到，转业务科室。",
            source="示例数据",
        )
    with at(moment + timedelta(hours=5)) as when:
        record_outcome(
            fang,
            proposal,
            step=Outcome.Step.PARTLY,
            item=first,
            department=cast.departments[0],
            clause="示例通报第 9 期第二项",
            attribution=Outcome.Attribution.CITED,
            happened_on=when.date(),
            text="示例：自第 9 期起在通报中增列该项，调拨另行研究。",
            source="示例数据",
        )
