"""Open data for anybody: the page that names the tables, and each table as a file at an address that stays."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from qiao.api.open_data import MEDIA, TABLES, OpenTable, file_of, licence
from qiao.relief.actions.bulletins import newest_of
from qiao.relief.bulletin_page import issues_of
from qiao.relief.models import Bulletin, BulletinBoard
from qiao.relief.views.public_bulletins import get_issue_for_public, with_board

MOST_ISSUES = 400
"""Issues in the file of all: at one every two hours, a month."""

FRESH_SECONDS = 60
FORM_WORDS = {"csv": "CSV", "xlsx": "Excel", "hxl.csv": "HXL", "json": "JSON"}


@require_safe
@with_board
def open_data(request: HttpRequest, board: BulletinBoard) -> HttpResponse:
    """Name the tables, their columns and the licence, with the address of each file."""
    in_english = (get_language() or "").startswith("en")
    held = licence()
    context = {
        "board": board,
        "issued": newest_of(board),
        "tables": [_told(one, in_english=in_english) for one in TABLES.values()],
        "forms": FORM_WORDS,
        "licence": held["name_en" if in_english else "name"],
        "licence_url": held["url"],
        "most_issues": MOST_ISSUES,
        "root": request.build_absolute_uri(f"/b/{board.code}/"),
    }
    return render(request, "api/open_data.html", context)


def _told(table: OpenTable, *, in_english: bool) -> dict[str, object]:
    return {
        "key": table.key,
        "name": table.en if in_english else table.zh,
        "tells": table.tells_en if in_english else table.tells_zh,
        "columns": table.columns,
    }


@require_safe
@with_board
def newest_file(request: HttpRequest, board: BulletinBoard, table: str, form: str) -> HttpResponse:
    """Hand over a table of the newest issue."""
    newest = newest_of(board)
    return _file(request, board, [newest] if newest else [], (table, form))


@require_safe
@with_board
def all_file(request: HttpRequest, board: BulletinBoard, table: str, form: str) -> HttpResponse:
    """Hand over a table of all issues as they stand, the newest first."""
    rows = issues_of(board).select_related("board__crisis", "board__organization")
    return _file(request, board, list(rows[:MOST_ISSUES]), (table, form), part="all")


@require_safe
@with_board
def issue_file(
    request: HttpRequest, board: BulletinBoard, number: int, table: str, form: str
) -> HttpResponse:
    """Hand over a table of one issue, in the version that the address asks for."""
    issued = get_issue_for_public(request, board, number)
    return _file(request, board, [issued], (table, form), part=f"{issued.number}-v{issued.version}")


def _file(
    request: HttpRequest,
    board: BulletinBoard,
    issues: list[Bulletin],
    asked: tuple[str, str],
    *,
    part: str = "",
) -> HttpResponse:
    """Answer with the file, or with 304 where the asker has it. Any page may read it: it holds nothing private."""
    key, form = asked
    if key not in TABLES or form not in MEDIA:
        raise Http404
    marks = "".join(one.hash for one in issues)
    etag = quote_etag(hashlib.sha256(f"{key}.{form} {marks} {licence()['id']}".encode()).hexdigest()[:32])
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(file_of(issues, TABLES[key], form), content_type=MEDIA[form])
        name = "-".join(one for one in ("qiao", board.code, part, key) if one)
        answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
        answer["Link"] = f'<{licence()["url"]}>; rel="license"'
    answer["ETag"] = etag
    answer["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
