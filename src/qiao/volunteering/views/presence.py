"""Coming and going: public, made for a phone, without an account or a network. The code is the right."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_scopes import scopes_disabled

from qiao.accounts.guard import actor_of, public_page, requires
from qiao.exceptions import QiaoError
from qiao.intake.reporter.behind_codes import kept_private
from qiao.intake.reporter.code_door import CodeDoor, said
from qiao.intake.reporter.codes import plain_code
from qiao.intake.reporter.page import OUTBOX_SCRIPTS, STYLES, PhonePage
from qiao.intake.words.voices import plain_words
from qiao.volunteering import actions
from qiao.volunteering.codes import SITE_DIGITS, find_assignment
from qiao.volunteering.models import Assignment, HourRecord, Presence
from qiao.volunteering.shift_forms import CodeForm, PresenceForm
from qiao.volunteering.views.shifts import get_place_for_holder
from qiao.volunteering.words import PRESENCE_WORDS

COMING = PhonePage(
    "coming",
    (*STYLES, "intake/phone.css"),
    (*OUTBOX_SCRIPTS, "intake/phone.js", "intake/taps.js", "volunteering/scan.js"),
    (("volunteering", "come_code"), ("intake", "public_base")),
    keeps_pages=True,
)
"""The page on which a volunteer checks in and out."""


SITE = "volunteering-site"
DOOR = CodeDoor(COMING, "volunteering/come.html", "volunteering:come_code", CodeForm, find_assignment)


@public_page
@kept_private
@require_http_methods(["GET", "POST"])
def come(request: HttpRequest) -> HttpResponse:
    """Ask for the code; the digits of the place come along where somebody scanned them there."""
    site = plain_code(request.GET.get("site", ""))[:SITE_DIGITS]
    if site:
        request.session[SITE] = site
    return DOOR.ask(request)


@public_page
@kept_private
@require_http_methods(["GET", "POST"])
@DOOR.opens
def come_code(request: HttpRequest, place: Assignment, code: str) -> HttpResponse:
    """Show the shift with when one came and went, and take what is told."""
    if request.method == "GET":
        return _show(request, place, code)
    form = PresenceForm(request.POST)
    if not form.is_valid():
        return _show(request, place, code, refusal=_("没有看懂。请再点一次。"))
    try:
        _take(place, form)
    except QiaoError as error:
        return _show(request, place, code, refusal=said(error))
    return DOOR.back(code)


def _take(place: Assignment, form: PresenceForm) -> Presence:
    told = form.cleaned_data
    return actions.take_presence(
        place,
        actions.Came(told["kind"], told["at"], told["on_site"]),
        submission=told["submission"] or uuid.uuid4(),
        received_at=timezone.now(),
    )


def _show(request: HttpRequest, place: Assignment, code: str, *, refusal: str = "") -> HttpResponse:
    with scopes_disabled():
        told = list(Presence.objects.filter(assignment=place))
        served = HourRecord.objects.filter(assignment=place).first()
    context = {
        "place": place,
        "shift": place.shift,
        "code": code,
        "told": told,
        "kinds": {one.kind for one in told},
        "served": served,
        "is_open": not (place.is_standby or place.left_at or place.shift.is_cancelled),
        "refusal": refusal,
        "words": plain_words(PRESENCE_WORDS),
        "site": request.session.get(SITE, ""),
    }
    return DOOR.show(request, "volunteering/come_code.html", context, is_wrong=bool(refusal))


@public_page
@csrf_exempt
@kept_private
@require_POST
def come_send(request: HttpRequest) -> HttpResponse:
    """Take what was tapped from the phone's outbox, perhaps hours later."""
    return DOOR.take_sent(request, PresenceForm(request.POST), _take)


@public_page
@never_cache
@require_GET
def come_worker(_request: HttpRequest) -> HttpResponse:
    """Hand over the service worker. It lies beside the pages of the codes, so that it rules over nothing else."""
    return COMING.worker()


@requires("shift.assign")
@require_POST
def place_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Check somebody in or out at the desk on site, who has no phone or no battery."""
    place = get_place_for_holder(actor_of(request), pk)
    form = PresenceForm(request.POST)
    if form.is_valid():
        try:
            came = actions.Came(form.cleaned_data["kind"])
            actions.check(actor_of(request), place, came, submission=uuid.uuid4(), received_at=timezone.now())
            messages.success(request, _("已登记。"))
        except QiaoError as error:
            messages.error(request, said(error))
    return redirect("volunteering:shift", place.shift_id)
