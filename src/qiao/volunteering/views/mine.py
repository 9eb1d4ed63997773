"""What a volunteer has to do with: the next shifts, hours and skills; all on a phone."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_scopes import scope

from qiao.accounts.guard import actor_of, public_page, requires
from qiao.exceptions import SamePersonError
from qiao.intake.reporter.behind_codes import kept_private
from qiao.volunteering import actions, queries
from qiao.volunteering.calendar_feed import calendar, calendar_token, owner_of
from qiao.volunteering.codes import volunteer_code
from qiao.volunteering.models import Assignment, VolunteerSkill
from qiao.volunteering.shift_forms import ProfileForm, SkillForm, week_of
from qiao.volunteering.skills import skills
from qiao.volunteering.views.shifts import language, person_of

INVALID = 422
SHOWN_BACK = timedelta(days=30)


@requires("shift.take")
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own shifts, hours and skills, and what colleagues left to one."""
    answer = _page(request)
    actions.note_opened(actor_of(request), at=timezone.now())
    return answer


@requires("skill.tell")
@require_POST
def skill_tell(request: HttpRequest) -> HttpResponse:
    """Tell a skill, or take it away."""
    actor = actor_of(request)
    person = actions.own_person(actor)
    gone = request.POST.get("gone", "")
    if gone in skills():
        actions.tell_skill(actor, person, skill=gone, is_told=False)
        messages.success(request, _("已去掉。"))
        return redirect("volunteering:mine")
    form = SkillForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    actions.tell_skill(actor, person, **form.cleaned_data)
    messages.success(request, _("已记下。要证件的，请协调员看过证件后生效。"))
    return redirect("volunteering:mine")


@requires("skill.check")
@require_POST
def skill_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that a licence was seen."""
    told = get_object_or_404(VolunteerSkill.objects.select_related("person"), pk=pk)
    try:
        actions.check_skill(actor_of(request), told, at=timezone.now(), valid_until=told.valid_until)
    except SamePersonError as error:
        messages.error(request, error.message(language()))
    else:
        messages.success(request, _("已记下：证件看过了。"))
    return redirect("volunteering:mine")


@requires("profile.tell")
@require_POST
def profile_tell(request: HttpRequest) -> HttpResponse:
    """Say when one is free, and whether one may be put on a roster."""
    actor, form = actor_of(request), ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, profile_form=form)
    person = actions.own_person(actor)
    actions.tell_profile(actor, person, week=form.week, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("已记下。"))
    return redirect("volunteering:mine")


@public_page
@kept_private
@require_GET
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """Hand the calendar of one volunteer to the telephone that subscribed to it; the address is the right."""
    owner = owner_of(token)
    if owner is None:
        raise Http404
    organization, person = owner
    since = timezone.now() - SHOWN_BACK
    with scope(organization=organization):
        rows = Assignment.objects.filter(person=person, left_at__isnull=True, shift__ends_at__gt=since)
        places = list(rows.select_related("shift__activity__place").order_by("shift__starts_at"))
    text = calendar(places, request.get_host(), now=timezone.now())
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _page(
    request: HttpRequest, *, form: SkillForm | None = None, profile_form: ProfileForm | None = None
) -> HttpResponse:
    actor = actor_of(request)
    person = person_of(actor)
    places = list(queries.shifts_of(person)) if person else []
    profile = queries.profile_of(person) if person else None
    now = timezone.now()
    coming = [one for one in places if one.shift.ends_at > now and not one.shift.is_cancelled]
    waiting = VolunteerSkill.objects.filter(checked_at__isnull=True).select_related("person")
    context = {
        "person": person,
        "notes": list(queries.notes_for(actor.user_id)) if actor.user_id else [],
        "calendar": request.build_absolute_uri(
            reverse("volunteering:calendar_file", args=[calendar_token(actor.acts_for, person)])
        )
        if person
        else "",
        "coming": [(one, volunteer_code(one)) for one in coming],
        "totals": queries.time_of(person) if person else None,
        "hours": queries.hours_of(person)[:ROWS] if person else [],
        "skills": queries.skills_of(person) if person else [],
        "licences": [one for one in waiting if one.needs_licence] if actor.may("skill.check") else [],
        "form": form or SkillForm(),
        "profile_form": profile_form or ProfileForm(initial=model_to_dict(profile) if profile else None),
        **week_of(profile.week if profile else ""),
    }
    status = INVALID if form or profile_form else 200
    return render(request, "volunteering/mine.html", context, status=status)


ROWS = 50
