"""The page where places are looked up: by code, by the beginning of a code, by name with context, on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from qiao.accounts.guard import requires
from qiao.registry import queries
from qiao.registry.forms import PlaceSearch
from qiao.registry.gazetteer import CODE_DIGITS, Candidate, PlaceRow, Reason, national_gazetteer
from qiao.registry.models import Place

SHOWN = 400
EXAMPLES = ("河南", "英山", "4211", "421124", "鼓楼区", "429021")

BY_CODE = Reason("code", "代码一致。", "The code agrees.")


@dataclass(frozen=True)
class Found:
    """One place of the answer, with its record for names, its successor, and why it was found."""

    row: PlaceRow
    place: Place | None
    full_name: str
    heir: PlaceRow | None
    confidence: float | None = None
    reason: Reason | None = None
    is_chosen: bool = False


def _found(rows: Iterable[tuple[PlaceRow, Candidate | None]], chosen: PlaceRow | None = None) -> list[Found]:
    places, held = national_gazetteer(), list(rows)
    records = queries.places_of_codes(row.code for row, _ in held)
    return [
        Found(
            row=row,
            place=records.get(row.code),
            full_name=places.full_name(row.code),
            heir=heir if (heir := places.latest(row)) != row else None,
            confidence=candidate.confidence if candidate else None,
            reason=candidate.reason if candidate else None,
            is_chosen=chosen is not None and row.code == chosen.code,
        )
        for row, candidate in held
    ]


def _by_name(text: str, context: str, on: date | None) -> list[Found]:
    places = national_gazetteer()
    candidates = places.by_name(text, context=context.split(), on=on)
    return _found(((one.place, one) for one in candidates), places.choose(candidates))


def _by_code(text: str, on: date | None) -> list[Found]:
    """Return the place of a whole code, retired or not; the divisions under the beginning of one."""
    places = national_gazetteer()
    if len(text) < CODE_DIGITS:
        return _found((row, None) for row in places.by_prefix(text, on))
    row = places.by_code(text)
    return _found([(row, Candidate(row, 1.0, BY_CODE))], row) if row else []


@requires("registry.read")
@require_GET
def place_list(request: HttpRequest) -> HttpResponse:
    """Look places up. Where a name stands for several, all are shown and none is chosen."""
    form = PlaceSearch(request.GET)
    form.is_valid()
    held = form.cleaned_data
    text, on = held.get("q", "").strip(), held.get("on")
    is_code = text.isdigit()
    found: list[Found] = []
    if text:
        found = _by_code(text, on) if is_code else _by_name(text, held.get("context", ""), on)
    is_prefix = is_code and len(text) < CODE_DIGITS
    context = {
        "form": form,
        "text": text,
        "on": on,
        "found": found[:SHOWN],
        "count": len(found),
        "is_prefix": is_prefix,
        "is_open": len(found) > 1 and not is_prefix and not any(one.is_chosen for one in found),
        "examples": EXAMPLES,
        "provinces": [] if text else _found((row, None) for row in _provinces()),
    }
    return render(request, "registry/place_list.html", context)


def _provinces() -> list[PlaceRow]:
    return [row for row in national_gazetteer().by_prefix("") if row.code.endswith("0000")]
