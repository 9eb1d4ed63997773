"""Pictures of the public pages: what a chat shows of them, and what somebody keeps on a telephone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiao.accounts.guard import public_page
from qiao.pages.share_picture import Stripe, draw_picture
from qiao.relief.models import BulletinBoard
from qiao.relief.tracing import trace_of
from qiao.relief.views.public_bulletins import get_issue_for_public, with_board

FRESH_SECONDS = 300


def _picture(content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="image/png")
    answer["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return answer


@public_page
@require_safe
def trace_picture(request: HttpRequest, code: str) -> HttpResponse:
    """Draw where the pieces of a lot stand. No names are in it, not even those the page shows."""
    found = trace_of(code)
    if found is None:
        raise Http404
    stripes = [Stripe(one.total, one.tone) for one in found.hops]
    stripes += [Stripe(found.available, "past")] if found.available > 0 else []
    told = found.lot.trace_code
    address = request.build_absolute_uri(f"/t/{told}/")
    moments = [one.at for one in found.events]
    lines = [f"{timezone.localtime(max(moments)):%Y-%m-%d %H:%M}"] if moments else []
    return _picture(draw_picture(address, f"Qiao  {told}", lines, stripes))


@require_safe
@with_board
def bulletin_picture(request: HttpRequest, board: BulletinBoard, number: int) -> HttpResponse:
    """Draw number, moment and address of an issue."""
    issued = get_issue_for_public(request, board, number)
    address = request.build_absolute_uri(f"/b/{board.code}/{issued.number}/")
    lines = [f"{timezone.localtime(issued.as_of):%Y-%m-%d %H:%M}", f"SHA-256 {issued.hash[:12]}"]
    return _picture(draw_picture(address, f"Qiao  No. {issued.number}", lines))
