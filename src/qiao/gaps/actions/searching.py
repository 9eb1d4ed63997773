"""Search for what the unified system misses; what is found again keeps its life and gains a line of history."""

from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.engines.gaps import GapLists
from qiao.gaps.models import Gap, GapSearch, GapSighting, Grain
from qiao.gaps.queries.basis import basis_of
from qiao.gaps.queries.drafts import Draft, drafts
from qiao.registry.models import Crisis, Item, Place
from qiao.trail.recorded import detail, recorded

MEASURES = (
    "observed",
    "expected",
    "official",
    "coverage",
    "ratio",
    "ratio_low",
    "ratio_high",
    "p_value",
    "reason",
    "reason_en",
    "facts",
)
WAITING = (Gap.State.OPEN, Gap.State.CHECKING)
AT_ONCE = 500


@recorded("gap.find")
def find_gaps(
    actor: Actor,
    crisis: Crisis,
    /,
    *,
    now: datetime,
    known_at: datetime | None = None,
    grain: str = Grain.COUNTY,
    seed: int = 0,
) -> GapSearch:
    """Search the records as they were known at a moment, and keep what was found.

    Findings already known keep their state; each gains a sighting, and takes on the new figures unless a search
    that knew more has measured it. One that waits for a person and is not found any more says since when.

    Returns
    -------
    GapSearch
        Its `basis` counts places and voices, and how many findings are new, seen again, gone.
    """
    search: GapSearch = GapSearch.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        grain=grain,
        known_at=known_at or now,
        seed=seed,
        searched_at=now,
        searched_by_id=actor.user_id,
    )
    return keep_found(actor, search)


def keep_found(actor: Actor, search: GapSearch, lists: GapLists | None = None) -> GapSearch:
    """Keep what a search finds; *lists* where they were drawn up elsewhere. To be called inside an action."""
    crisis, grain = search.crisis, search.grain
    basis = basis_of(crisis, search)
    found = {one.key: one for one in drafts(crisis, search, basis, lists)}
    known = {one.key: one for one in Gap.objects.filter(crisis=crisis)}
    fresh = _keep_new(actor, search, [one for key, one in found.items() if key not in known])
    again = _measure_anew(search, [(known[key], one) for key, one in found.items() if key in known])
    gone = _leave(search, [one for key, one in known.items() if key not in found])
    by_key = {one.key: one for one in fresh} | known
    GapSighting.objects.bulk_create(
        (GapSighting(gap=by_key[key], search=search, **one.measured) for key, one in found.items()),
        batch_size=AT_ONCE,
    )
    search.basis = basis.facts | {"new": len(fresh), "again": again, "gone": gone}
    search.save(update_fields=("basis",))
    detail(found=len(found), new=len(fresh), again=again, gone=gone, grain=grain)
    return search


def _keep_new(actor: Actor, search: GapSearch, found: list[Draft]) -> list[Gap]:
    places = {one.code: one for one in Place.objects.filter(code__in={draft.place for draft in found})}
    items = {one.code: one for one in Item.objects.filter(code__in={draft.item for draft in found})}
    made: list[Gap] = Gap.objects.bulk_create(
        (
            Gap(
                organization_id=actor.acts_for,
                crisis=search.crisis,
                kind=draft.kind,
                place=places.get(draft.place),
                item=items.get(draft.item),
                term=draft.term,
                key=draft.key,
                found_at=search.known_at,
                last_search=search,
                **draft.measured,
            )
            for draft in found
        ),
        batch_size=AT_ONCE,
    )
    return made


def _measure_anew(search: GapSearch, found: list[tuple[Gap, Draft]]) -> int:
    changed = []
    for gap, draft in found:
        if gap.last_search is not None and gap.last_search.known_at > search.known_at:
            continue
        blank = dict.fromkeys(MEASURES) | {"reason_en": "", "facts": {}}
        for name, value in (blank | draft.measured).items():
            setattr(gap, name, value)
        gap.last_search, gap.gone_since = search, None
        changed.append(gap)
    Gap.objects.bulk_update(changed, (*MEASURES, "last_search", "gone_since"), batch_size=AT_ONCE)
    return len(found)


def _leave(search: GapSearch, known: list[Gap]) -> int:
    """Say of what waits for a person that it is not found any more, where this search knew as much as the last."""
    left = [
        gap
        for gap in known
        if gap.state in WAITING
        and gap.gone_since is None
        and gap.last_search is not None
        and gap.last_search.grain == search.grain
        and gap.last_search.known_at <= search.known_at
    ]
    for gap in left:
        gap.gone_since = search.known_at
    Gap.objects.bulk_update(left, ("gone_since",), batch_size=AT_ONCE)
    return len(left)
