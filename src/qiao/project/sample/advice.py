"""Bridge two in the sample: official figures, gaps, evidence, a proposal, where it was filed, what came of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from qiao.advocacy.actions import (
    add_item,
    draft_proposal,
    file_proposal,
    note_evidence,
    quote_record,
    record_outcome,
)
from qiao.advocacy.models import Evidence, Filing, Outcome, Proposal, Quote
from qiao.advocacy.searching import MOST_RECORDS, Search, found_by
from qiao.gaps.actions.coverage import state_coverage
from qiao.gaps.actions.deciding import finish_task, open_task
from qiao.gaps.actions.official import record_official
from qiao.gaps.actions.searching import find_gaps
from qiao.gaps.models import Gap, GapTask, OfficialFigure, PlaceFact
from qiao.intake.models import Need
from qiao.project.sample.cast import HOME, NEIGHBOURS, SILENT, Cast, place
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
                    stated_on=timezone.localdate(moment),
                    source=SOURCE,
                    is_sample=True,
                )


INVENTED = (
    (HOME, 340_000, 0.55),
    ("421123", 490_000, 0.4),
    ("421125", 870_000, 0.3),
    ("421126", 720_000, 0.35),
    (SILENT, 280_000, 0.1),
)
"""Invented people of each county, and what share of its needs would reach us."""

LOOKS = (2.2, 1.0, 0.0)
"""Days before the last search on which one looked as well; the history of a finding begins there."""


def state_coverage_of_counties(cast: Cast, crisis: Crisis, *, moment: datetime) -> None:
    """Write down invented populations, and what a coordinator judges of each county."""
    with at(moment):
        for code, people, share in INVENTED:
            PlaceFact.objects.create(
                organization_id=cast.association.pk,
                place=place(code),
                kind=PlaceFact.Kind.POPULATION,
                value=people,
                as_of=date(moment.year - 1, 12, 31),
                source="示例数据：虚构的统计年鉴",
                is_sample=True,
            )
            state_coverage(
                cast["lin"],
                crisis,
                place=place(code),
                share=share,
                reason="示例：按各乡镇有没有我们的志愿者估计",
                stated_at=moment,
            )


def look_for_gaps(cast: Cast, crisis: Crisis, *, moment: datetime) -> int:
    """Search on three days, the last time at the moment; return how many gaps were found in all."""
    found = 0
    for before in sorted(LOOKS, reverse=True):
        when = moment - timedelta(days=before)
        with at(when):
            found += int(find_gaps(cast["lin"], crisis, now=when).basis["new"])
    return found


def check_a_gap(cast: Cast, crisis: Crisis, *, moment: datetime) -> None:
    """Send somebody to look at what the official list lacks, who finds it true; and somebody to the silent county."""
    lacking = Gap.objects.filter(crisis=crisis, kind=Gap.Kind.BLIND_SPOT, item__code__in=OVERLOOKED)
    first = lacking.filter(place__code=HOME).first() or lacking.first()
    silent = Gap.objects.filter(crisis=crisis, kind=Gap.Kind.SILENT, gone_since=None).first()
    for gap in (first, silent):
        if gap is None:
            continue
        with at(moment) as when:
            task = open_task(
                cast["lin"],
                gap,
                kind=GapTask.Kind.VERIFY,
                what="示例：去看一看、问一问，回来记下看到了什么。",
                assigned_to_id=cast["chen"].user_id,
                due_at=when + timedelta(days=2),
            )
        if gap is first:
            with at(moment + timedelta(hours=3)) as when:
                finish_task(
                    cast["lin"],
                    task,
                    result="示例：三个安置点都缺，通报里没有这一项。",
                    done_at=when,
                    verdict=Gap.State.CONFIRMED,
                )


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
    search = Search(kinds=("need", "report"), item=thing.code)
    with at(moment) as when:
        gap = note_evidence(
            lin,
            crisis,
            statement=f"示例：各安置点都缺{thing.name}，每日通报没有这一项",
            records=found_by(crisis, search)[:MOST_RECORDS],
            frozen_at=when,
            search=search,
        )
        _quote(cast, gap)
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
            situation=(
                f"示例数据。各安置点反映缺{thing.name}的有【证{gap.number}：条数】，其中【证{gap.number}：核实】经过核实。"
                f"这些物资不在统一调拨之列，只能靠零散捐赠。"
            ),
            analysis="示例数据。通报按大类统计，药品、婴儿和妇女用品容易漏掉；统计口径里加一栏就能看见。",
            horizon=Proposal.Horizon.NOW,
            source="示例数据",
        )
        add_item(
            lin,
            proposal,
            problem=f"{thing.name}没有列入每日通报",
            cause="通报沿用大类目录，没有按人群需要列细目",
            ask=f"在每日通报和统一调拨中增列{thing.name}，按安置点公布数量。",
            addressee=emergency,
            indicator=f"通报中有{thing.name}一栏，且每日更新",
            evidence=[gap],
        )
        add_item(
            lin,
            proposal,
            problem="途中交接没有统一的签收凭据",
            cause="社会物资和调拨物资各用各的单据",
            ask="社会物资与统一调拨物资使用同一种签收单，短少当场注明。",
            addressee=civil,
            indicator="签收差异当日说明原因的比例",
            horizon=Proposal.Horizon.RECOVERY,
            evidence=[short],
        )
    with at(moment + timedelta(hours=2)) as when:
        file_proposal(
            lin,
            proposal,
            departments=[emergency, civil],
            channel=Filing.Channel.DIRECT,
            filed_on=timezone.localdate(when),
        )
    return proposal


def _quote(cast: Cast, evidence: Evidence) -> None:
    """Keep what an invented speaker said, with an invented consent."""
    row = evidence.records.filter(record_type="intake.report").first() or evidence.records.first()
    if row is not None:
        quote_record(
            cast["lin"],
            row,
            text="示例：安置点里问了几天，都说通报上没有这一项，不知道向谁要。",
            consent=Quote.Consent.UNNAMED,
            consent_note="示例：核实电话中同意不具名引用",
        )


def answer(cast: Cast, proposal: Proposal, *, moment: datetime) -> None:
    """Record that the proposal was received, and what was adopted of its first item."""
    fang, first = cast["fang"], proposal.items.first()
    with at(moment) as when:
        record_outcome(
            fang,
            proposal,
            step=Outcome.Step.RECEIVED,
            department=cast.departments[1],
            happened_on=timezone.localdate(when),
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
            happened_on=timezone.localdate(when),
            text="示例：自第 9 期起在通报中增列该项，调拨另行研究。",
            source="示例数据",
        )
