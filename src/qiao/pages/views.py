"""The shell's own pages: what Qiao is, the overview of a crisis, the map and the choices of the bar."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as django_set_language

from qiao.accounts.guard import actor_of, public_page, requires
from qiao.accounts.roles import Actor
from qiao.casebook.lessons import opened_by
from qiao.chain import LINKS
from qiao.intake.keeping import is_large, kept
from qiao.intake.queries.closure import unclosed
from qiao.intake.words.warnings import told_for
from qiao.pages import queries
from qiao.pages.charts import closure_chart, days_chart, items_chart
from qiao.pages.context import CRISIS_KEY, crisis_at_hand
from qiao.pages.menu import address
from qiao.pages.trace import label_of
from qiao.pages.waiting import waiting_for
from qiao.pages.words import name_of
from qiao.registry.middleware import SESSION_KEY
from qiao.registry.models import Crisis
from qiao.registry.queries import crises, organizations_of
from qiao.relief.tracing import boards_of

LESSONS_SHOWN = 3

set_language = public_page(django_set_language)


@public_page
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """Say in one screen what Qiao is, and open the doors that need no account."""
    newest = crises().filter(ended_on__isnull=True).first() or crises().first()
    return render(
        request,
        "pages/welcome.html",
        {
            "form_url": address("intake:form", newest.slug) if newest else "",
            "receive_url": address("relief:receive"),
            "cases_url": address("casebook:case_list"),
            "newest": newest,
            "boards": boards_of(newest) if newest else [],
            "links": [label_of(one.key) for one in LINKS],
        },
    )


@public_page
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Lead to the crisis at hand; to the welcome where nobody signed in."""
    if not request.user.is_authenticated:
        return redirect("pages:welcome")
    chosen = crisis_at_hand(request)
    if chosen is None or not actor_of(request).may("overview.read"):
        return redirect("pages:welcome")
    return redirect("pages:crisis", chosen.slug)


@requires("overview.read")
@require_GET
def crisis(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where a crisis stands, what waits for the reader, and what was done last."""
    here = get_object_or_404(Crisis, slug=slug)
    request.session[CRISIS_KEY] = here.slug
    actor, places = actor_of(request), list(here.places.all())
    return render(
        request,
        "pages/crisis.html",
        {
            "crisis": here,
            "places": places,
            "warnings": told_for(actor, places, get_language() or "", timezone.now()),
            **_figures(here),
            "is_large": is_large(here),
            "tasks": waiting_for(actor, here),
            **_lessons(here, actor),
            "items_chart": items_chart(here),
            "days_chart": days_chart(here),
            "closure_chart": closure_chart(here),
            "unclosed": kept(unclosed, here),
            "acts": queries.recent_acts(actor.organization_id),
            "paste_url": address("intake:paste", slug) if actor.may("report.receive") else "",
            "form_url": address("intake:form", slug),
            "can_read_trail": actor.may("trail.read"),
        },
    )


def _lessons(here: Crisis, actor: Actor) -> dict[str, object]:
    """Return the lessons of earlier crises that nobody has said a word on yet in this one."""
    if not actor.may("review.read"):
        return {}
    waiting = [one for one in opened_by(here, actor.acts_for) if one.use is None]
    return {
        "lessons": waiting[:LESSONS_SHOWN],
        "lessons_waiting": len(waiting),
        "lessons_url": address("casebook:lessons", here.slug),
    }


def _figures(here: Crisis) -> dict[str, object]:
    """Return the counts with the sentences that stand beneath them, and the lists they are drawn from."""
    found = kept(queries.overview, here)
    needs = address("intake:need_list", here.slug)
    return {
        "figures": found,
        "kinds_note": _("有数量 %(numbered)d · 不限量 %(open_ended)d · 未知 %(unknown)d") % found.kinds,
        "unnumbered": found.kinds["open_ended"] + found.kinds["unknown"],
        "new_oldest": found.new.oldest,
        "silent_note": _("共 %(all)d 个县区；静默不等于没有需求") % {"all": found.counties},
        "needs_new": f"{needs}?state=NEW" if needs else "",
        "needs_open": f"{needs}?state=OPEN" if needs else "",
    }


@requires("overview.read")
@require_GET
def map_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the places of a crisis as points, with the list beside them."""
    here = get_object_or_404(Crisis, slug=slug)
    found = kept(queries.spots, here)
    points = [
        {
            "code": one.place.code,
            "name": name_of(one.place),
            "at": [one.place.longitude, one.place.latitude],
            "needs": one.needs,
            "unmet": one.unmet,
            "offers": one.offers,
            "silent": one.is_silent,
        }
        for one in found
        if one.place.longitude is not None
    ]
    spoken = [one for one in found if not one.is_silent]
    silent = [one for one in found if one.is_silent]
    return render(
        request,
        "pages/map.html",
        {
            "crisis": here,
            "is_large": is_large(here),
            "points": points,
            "spoken": spoken,
            "silent": silent,
            "unplaced": len(found) - len(points),
            "words": {
                "needs": _("需求"),
                "offers": _("资源"),
                "unmet": _("未对接"),
                "silent": _("无人反映，情况未知"),
                "zoom_in": _("放大"),
                "zoom_out": _("缩小"),
                "two_fingers": _("用两个手指移动地图"),
            },
        },
    )


@requires("overview.read")
@require_POST
def set_crisis(request: HttpRequest) -> HttpResponse:
    """Choose the crisis at hand."""
    here = get_object_or_404(Crisis, slug=request.POST.get("slug", ""))
    request.session[CRISIS_KEY] = here.slug
    return redirect("pages:crisis", here.slug)


@requires("overview.read")
@require_POST
def set_organization(request: HttpRequest) -> HttpResponse:
    """Choose for which of one's organisations to act."""
    try:
        wanted = uuid.UUID(request.POST.get("organization", ""))
    except ValueError as error:
        raise Http404 from error
    chosen = get_object_or_404(organizations_of(request.user), pk=wanted)  # type: ignore[arg-type]
    request.session[SESSION_KEY] = str(chosen.pk)
    messages.success(request, _("现在以“%(name)s”的身份工作。") % {"name": name_of(chosen)})
    return redirect("pages:overview")


def _failed(request: HttpRequest, status: int) -> HttpResponse:
    words = {404: _("这条记录不存在，或不属于您的组织。"), 403: _("您的角色不能做这件事。")}
    said = words.get(status, _("请求不完整，请刷新页面再试。"))
    if "json" in request.headers.get("Accept", "") or request.path.startswith("/api/"):
        code = {404: "not_found", 403: "right_missing"}.get(status, "bad_request")
        problem = {
            "type": f"/api/docs#{code}",
            "title": HttpResponse(status=status).reason_phrase,
            "status": status,
            "detail": said,
            "code": code,
            "details": {},
        }
        response = JsonResponse(problem, status=status)
        response["Content-Type"] = "application/problem+json; charset=utf-8"
        return response
    if request.headers.get("HX-Request"):
        return render(request, "pages/_refusal.html", {"message": said}, status=status)
    return render(request, f"{status}.html", status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 404 with a page that says where to go."""
    return _failed(request, 404)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer 403."""
    return _failed(request, 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer 400."""
    return _failed(request, 400)
