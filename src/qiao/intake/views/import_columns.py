"""Which table of a file, and what its columns are: guessed, remembered, lit up, changed by hand."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiao.accounts.guard import actor_of, requires
from qiao.intake import queries
from qiao.intake.actions import try_out
from qiao.intake.forms import PlanForm, plan_initial
from qiao.intake.lexicon import catalogue_for
from qiao.intake.loaded.opened import as_kept, block_of, grids_of
from qiao.intake.models import ImportBatch
from qiao.intake.sources.tables import (
    Block,
    Grid,
    Plan,
    Role,
    RowKind,
    RowReading,
    block_at,
    find_blocks,
    guess_direction,
    guess_roles,
    read_rows,
    signature,
)
from qiao.intake.sources.tables.rows import shown
from qiao.intake.views.answering import INVALID, go, wants_fragment
from qiao.intake.views.imports import get_batch_for_reader
from qiao.intake.words.tables import LEVEL_TONES, column_letter, remark_of
from qiao.registry.models import Crisis

SHOWN_ROWS = 6
SHOWN_READ = 4
YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
OPEN = {ImportBatch.State.DRAFT, ImportBatch.State.CHECKING, ImportBatch.State.CHECKED}
COLOURS = {
    **dict.fromkeys((Role.ITEM, Role.SPEC, Role.GOODS, Role.AMOUNT), "item"),
    **dict.fromkeys((Role.QUANTITY, Role.UNIT), "quantity"),
    **dict.fromkeys((Role.PROVINCE, Role.CITY, Role.DISTRICT, Role.PLACE, Role.ADDRESS), "place"),
    **dict.fromkeys((Role.PARTY, Role.DONOR, Role.RECIPIENT), "party"),
    **dict.fromkeys((Role.DATE, Role.DIRECTION), "deadline"),
    **dict.fromkeys((Role.CONTACT, Role.PHONE), "contact"),
    Role.REMARK: "who",
}
"""Role → the colour in which texts are lit elsewhere."""


@dataclass(frozen=True)
class ReadRow:
    """What one of the first rows would become."""

    reading: RowReading
    tone: str
    remarks: list[Any]


@requires("import.check")
@require_http_methods(["GET", "POST"])
def import_columns(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Match the columns of a table, and try it out."""
    batch = get_batch_for_reader(request, pk)
    if batch.state not in OPEN:
        return redirect("intake:import_batch", pk)
    grids = grids_of(batch)
    blocks = find_blocks(grids)
    if request.method == "GET":
        return _first_look(request, batch, blocks, grids)
    block = _asked_block(request, grids, blocks)
    form = PlanForm(request.POST, block=block)
    if "preview" in request.GET or not form.is_valid():
        status = 200 if "preview" in request.GET else INVALID
        return _page(request, batch, blocks, form, status=status)
    plan = form.plan(year=year_of(block, batch))
    keep = form.cleaned_data["keep_repeats"]
    try_out(actor_of(request), batch, block, plan, keep_repeats=keep, at=timezone.now())
    return go(request, reverse("intake:import_batch", args=(pk,)))


def _first_look(
    request: HttpRequest, batch: ImportBatch, blocks: Sequence[Block], grids: Sequence[Grid]
) -> HttpResponse:
    wanted = request.GET.get("table")
    block = next((one for one in blocks if one.key == wanted), None)
    if block is None and batch.plan:
        block, plan = block_of(batch, grids), Plan.from_json(batch.plan)
    else:
        block = block or max(blocks, key=lambda one: (_names_things(one, batch.crisis), len(one.data)))
        plan = first_plan(block, batch)
    form = PlanForm(initial=plan_initial(block, plan, keep_repeats=batch.keep_repeats), block=block)
    return _page(request, batch, blocks, form, plan=plan)


def _roles(block: Block, crisis: Crisis) -> dict[int, Role]:
    columns = [[row.cells[index] for row in block.data] for index in range(len(block.headers))]
    return guess_roles(block.headers, columns, hxl=block.hxl, is_item=catalogue_for(crisis).is_item)


def _names_things(block: Block, crisis: Crisis) -> bool:
    return bool({Role.ITEM, Role.AMOUNT, Role.GOODS} & set(_roles(block, crisis).values()))


def year_of(block: Block, batch: ImportBatch) -> int:
    """Return the year of days written without one: the titles', the file name's, else the crisis'."""
    found = YEAR.search(" ".join((*block.titles, batch.name)))
    return int(found[1]) if found else batch.crisis.began_on.year


def first_plan(block: Block, batch: ImportBatch) -> Plan:
    """Return how a table is read at first: as one with these headers was last time, else as guessed."""
    year = year_of(block, batch)
    remembered = queries.remembered_plan(signature(block.headers))
    if remembered is not None:
        return Plan.from_json({**remembered.plan, "year": year})
    roles = _roles(block, batch.crisis)
    parties = [index for index, role in roles.items() if role in {Role.DONOR, Role.RECIPIENT, Role.PARTY}]
    gaps = [row for row in block.data if parties and not any(row.cells[index].strip() for index in parties)]
    direction = guess_direction(roles, [batch.name, block.name, *block.titles, *block.headers])
    return Plan(roles, direction, fill_down=bool(gaps), year=year)


def _asked_block(request: HttpRequest, grids: Sequence[Grid], blocks: Sequence[Block]) -> Block:
    """Return the table of the form: one that was found, or one under a header somebody pointed at."""
    sheet, _dash, row = request.POST.get("table", "").partition("-")
    wanted = int(request.POST["header_row"]) if _is_number(request.POST.get("header_row", "")) else 0
    lines = 2 if request.POST.get("header_lines") == "2" else 1
    found = next(
        (one for one in blocks if one.key == f"{sheet}-{wanted}" and one.header_lines == lines), None
    )
    if found is not None:
        return found
    return block_at(grids, int(sheet) if _is_number(sheet) else 0, wanted or int(row or 1), lines)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < len("1000000")


def _page(
    request: HttpRequest,
    batch: ImportBatch,
    blocks: Sequence[Block],
    form: PlanForm,
    *,
    plan: Plan | None = None,
    status: int = 200,
) -> HttpResponse:
    block = form.block
    if plan is None and form.is_valid():
        plan = form.plan(year=year_of(block, batch))
    roles = plan.roles if plan else {}
    context = {
        "crisis": batch.crisis,
        "batch": batch,
        "form": form,
        "table": block,
        "tables": blocks,
        "columns": [
            (field, column_letter(index), COLOURS.get(roles.get(index, Role.IGNORE), ""))
            for index, field in enumerate(form.columns)
        ],
        "rows": _shown_rows(block, roles),
        "passed": len(block.rows) - len(block.data),
        "read": _read(block, plan, batch.crisis) if plan else [],
        "is_remembered": request.method == "GET" and queries.remembered_plan(signature(block.headers)),
    }
    template = "intake/_import_columns.html" if wants_fragment(request) else "intake/import_columns.html"
    return render(request, template, context, status=status)


def _shown_rows(block: Block, roles: Any) -> list[tuple[int, list[tuple[str, str]]]]:
    """Return the first rows as the page may show them: persons' data starred out, lit by column."""
    return [
        (
            row.number,
            [
                (
                    shown(roles.get(index, Role.IGNORE), cell),
                    COLOURS.get(roles.get(index, Role.IGNORE), ""),
                )
                for index, cell in enumerate(row.cells)
            ],
        )
        for row in block.data[:SHOWN_ROWS]
    ]


def _read(block: Block, plan: Plan, crisis: Crisis) -> list[ReadRow]:
    head = block.data[:SHOWN_READ]
    few = Block(**{**block.__dict__, "rows": tuple(row for row in head if row.kind is RowKind.DATA)})
    headers = list(block.headers)
    return [
        ReadRow(one, LEVEL_TONES[one.level], [remark_of(headers, as_kept(issue)) for issue in one.issues])
        for one in read_rows(few, plan, catalogue_for(crisis))
    ]
