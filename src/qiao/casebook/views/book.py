"""The desk of a collection: its roles, four chapters with their parts, questions, and what stands against publishing."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.casebook import desk_forms as forms
from qiao.casebook.actions import book as actions
from qiao.casebook.gate import spots_of_collection
from qiao.casebook.models import (
    Assignment,
    CaseStudy,
    Chapter,
    Collection,
    CollectionRole,
    Part,
    Question,
    Takedown,
)
from qiao.casebook.views.desk import show_faulty
from qiao.casebook.views.reading import get_part_for_editor
from qiao.exceptions import PartHeldError

INVALID = 422
ROWS = 20
KINDS = (Part.Kind.FOREWORD, Part.Kind.BODY, Part.Kind.AFTERWORD)


@dataclass(frozen=True)
class ChapterSeen:
    """A chapter with its parts by kind; `lacks` names the kinds that are missing."""

    label: str
    value: str
    kinds: tuple[tuple[str, tuple[Part, ...]], ...]
    lacks: tuple[str, ...]
    questions: tuple[Question, ...]
    bare: tuple[CaseStudy, ...] = ()
    """Cases of the collection for which no part stands yet; a book binds them as bodies all the same."""

    @property
    def is_begun(self) -> bool:
        """Say whether anything stands in it."""
        return bool(self.bare) or any(parts for _label, parts in self.kinds)


def get_collection_for_editor(pk: uuid.UUID) -> Collection:
    """Return a collection of the organisation at work."""
    found: Collection = get_object_or_404(Collection.objects.all().select_related("crisis"), pk=pk)
    return found


def chapters_of(collection: Collection) -> list[ChapterSeen]:
    """Return the four chapters in their order, each with foreword, bodies and afterword (S02)."""
    parts = list(collection.parts.select_related("case").prefetch_related("authors"))
    questions = list(collection.questions.prefetch_related("answers__cases", "answers__part"))
    stood = {one.case_id for one in parts}
    cases = list(collection.cases.exclude(pk__in=[one for one in stood if one]).order_by("number"))
    seen = []
    for chapter in Chapter:
        bare = tuple(one for one in cases if one.chapter == chapter)
        own = [one for one in parts if one.chapter == chapter]
        kinds = tuple((_(str(kind.label)), tuple(one for one in own if one.kind == kind)) for kind in KINDS)
        held = {_(str(Part.Kind.BODY.label))} if bare else set()
        seen.append(
            ChapterSeen(
                _(str(chapter.label)),
                chapter.value,
                kinds,
                tuple(label for label, found in kinds if not found and label not in held)
                if own or bare
                else (),
                tuple(one for one in questions if one.chapter == chapter),
                bare,
            )
        )
    return seen


@requires("collection.read")
@require_GET
def collection_list(request: HttpRequest) -> HttpResponse:
    """List the collections in work, what is assigned to the reader, and takedown requests that wait."""
    actor = actor_of(request)
    rows = Collection.objects.all().select_related("crisis").order_by("-year", "title")
    mine = Assignment.objects.filter(user=actor.user_id, done_on__isnull=True).select_related("case", "part")
    own = Q(case__organization=actor.organization_id) | Q(part__organization=actor.organization_id)
    context = {
        "page": page_of(request, rows, ROWS),
        "mine": list(mine.filter(own)[:ROWS]),
        "takedowns": list(
            Takedown.objects.filter(own, state=Takedown.State.ASKED).select_related("case", "part")[:ROWS]
        ),
        "today": timezone.localdate(),
        "may_open": actor.may("collection.open"),
    }
    return render(request, "casebook/collections.html", context)


@requires("collection.open")
@require_http_methods(["GET", "POST"])
def collection_new(request: HttpRequest) -> HttpResponse:
    """Begin a collection."""
    form = forms.CollectionForm(request.POST or None, initial={"year": timezone.localdate().year})
    if request.method == "POST" and form.is_valid():
        made = actions.open_collection(actor_of(request), **form.cleaned_data)
        messages.success(request, _("已建立。先写明编撰分工，再按篇章添加前言、正文和后记。"))
        return redirect("casebook:collection", made.pk)
    status = INVALID if request.method == "POST" else 200
    return render(request, "casebook/collection_new.html", {"form": form}, status=status)


@requires("collection.read")
@require_GET
def collection(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the desk of a collection."""
    return _page(request, get_collection_for_editor(pk))


def _page(request: HttpRequest, here: Collection, *, status: int = 200, **faulty: Any) -> HttpResponse:
    may = actor_of(request).may
    today: date = timezone.localdate()
    facts = {name: getattr(here, name) for name in forms.CollectionForm.base_fields}
    context = {
        "collection": here,
        "roles": list(here.roles.select_related("organization").order_by("part")),
        "chapters": chapters_of(here),
        "spots": spots_of_collection(here),
        "today": today,
        "may_write": may("collection.write"),
        "write_form": forms.CollectionForm(initial=facts),
        "role_form": forms.RoleForm(),
        "new_form": forms.PartNewForm(collection=here),
        "question_form": forms.QuestionForm(),
    }
    return render(request, "casebook/collection.html", context | faulty, status=status)


@requires("collection.write")
@require_POST
def collection_write(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Amend a collection."""
    here, form = get_collection_for_editor(pk), forms.CollectionForm(request.POST)
    if not form.is_valid():
        return _page(request, here, status=INVALID, write_form=form)
    actions.write_collection(actor_of(request), here, **form.cleaned_data)
    messages.success(request, _("已保存。"))
    return redirect("casebook:collection", pk)


@requires("collection.name_role")
@require_POST
def role_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Name a role."""
    here, form = get_collection_for_editor(pk), forms.RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, here, status=INVALID, role_form=form)
    actions.name_role(actor_of(request), here, **form.cleaned_data)
    return redirect("casebook:collection", pk)


@requires("collection.drop_role")
@require_POST
def role_drop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a role back."""
    role = get_object_or_404(CollectionRole, collection__in=Collection.objects.all(), pk=pk)
    here = get_collection_for_editor(role.collection_id)
    actions.drop_role(actor_of(request), role)
    return redirect("casebook:collection", here.pk)


@requires("part.open")
@require_POST
def part_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a part."""
    here = get_collection_for_editor(pk)
    form = forms.PartNewForm(request.POST, collection=here)
    if not form.is_valid():
        return _page(request, here, status=INVALID, new_form=form)
    made = actions.open_part(actor_of(request), here, **form.cleaned_data)
    messages.success(request, _("已添加。"))
    return redirect("casebook:part_desk", made.pk)


@requires("part.write")
@require_POST
def part_write(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write a part."""
    here, form = get_part_for_editor(pk), forms.PartTextForm(request.POST)
    if not form.is_valid():
        return show_faulty(request, here, form)
    actions.write_part(actor_of(request), here, **form.cleaned_data)
    messages.success(request, _("已保存，留下了一个版本。"))
    return redirect("casebook:part_desk", pk)


@requires("part.move_on")
@require_POST
def part_move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a part on, or back."""
    here, state = get_part_for_editor(pk), request.POST.get("state", "")
    if state in Part.State.values:
        try:
            actions.move_part(actor_of(request), here, state=state)
        except PartHeldError as error:
            messages.error(request, error.message(get_language() or "zh-hans"))
    return redirect("casebook:part_desk", pk)


@requires("question.ask")
@require_POST
def question_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a question into a foreword."""
    here, form = get_collection_for_editor(pk), forms.QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, here, status=INVALID, question_form=form)
    actions.ask_question(actor_of(request), here, **form.cleaned_data)
    return redirect(f"{_address(here)}#questions")


def _address(here: Collection) -> str:
    return redirect("casebook:collection", here.pk).headers["Location"]


@requires("question.answer")
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer a question of a foreword, or declare it open."""
    here = get_object_or_404(
        Question.objects.select_related("collection"), collection__in=Collection.objects.all(), pk=pk
    )
    owner = get_collection_for_editor(here.collection_id)
    form = forms.AnswerForm(request.POST or None, question=here)
    if request.method == "POST" and form.is_valid():
        told, actor = dict(form.cleaned_data), actor_of(request)
        if told["part"] is None:
            actions.leave_open(actor, here, because=told["text"])
        else:
            actions.answer_question(actor, here, **told)
        return redirect(f"{_address(owner)}#questions")
    status = INVALID if request.method == "POST" else 200
    context = {"question": here, "collection": owner, "form": form}
    return render(request, "casebook/question.html", context, status=status)
