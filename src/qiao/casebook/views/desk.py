"""The desk of one text, a case's or a part's: gate, versions, comments, tasks, authors, consent, pictures, sources."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.roles import Actor
from qiao.casebook import desk_forms as forms
from qiao.casebook.actions import desk as actions
from qiao.casebook.actions import takedown as takedowns
from qiao.casebook.gate import spots_of_case, spots_of_part
from qiao.casebook.models import (
    Assignment,
    Author,
    CaseStudy,
    CitedSource,
    Comment,
    Consent,
    Part,
    Picture,
    Takedown,
)
from qiao.casebook.versions import Text, compared
from qiao.casebook.views.reading import get_case_for_editor, get_part_for_editor
from qiao.exceptions import QiaoError

INVALID = 422
VERSIONS_SHOWN = 20


def get_text(kind: str, pk: uuid.UUID) -> Text:
    """Return a case or a part of the organisation at work."""
    return get_case_for_editor(pk) if kind == "case" else get_part_for_editor(pk)


def _get_row(model: type[Any], pk: uuid.UUID) -> Any:
    """Return a row of a text that the organisation at work owns; one of another's text is looked up no further."""
    own = Q(case__in=CaseStudy.objects.all()) | Q(part__in=Part.objects.all())
    return get_object_or_404(model.objects.filter(own).select_related("case", "part"), pk=pk)


def _text_of(row: Any) -> Text:
    """Return the text a row is about, if the organisation at work owns it."""
    return get_text("case" if row.case_id else "part", row.case_id or row.part_id)


def desk_of(text: Text) -> str:
    """Return the name of the address of a text's desk."""
    return "casebook:case_desk" if isinstance(text, CaseStudy) else "casebook:part_desk"


@dataclass(frozen=True)
class Section:
    """One list of the desk: how it is called, its form, and what adds a row."""

    title: Any
    form: type[Any]
    add: Callable[..., object]


def _add_picture(actor: Actor, text: Text, **told: Any) -> object:
    file = told.pop("file")
    return actions.add_picture(actor, text, name=file.name, content=file.read(), **told)


SECTIONS: dict[str, Section] = {
    "comment": Section(lazy("编辑意见"), forms.CommentForm, actions.comment),
    "assignment": Section(lazy("编辑任务"), forms.AssignForm, actions.assign),
    "author": Section(lazy("作者"), forms.AuthorForm, actions.name_author),
    "consent": Section(lazy("署名同意"), forms.ConsentForm, actions.note_consent),
    "picture": Section(lazy("图片"), forms.PictureForm, _add_picture),
    "source": Section(lazy("资料来源"), forms.SourceForm, actions.cite),
}
ENDS: dict[str, tuple[Any, Callable[..., object]]] = {
    "comment": (Comment, lambda actor, row: actions.settle_comment(actor, row, at=timezone.now())),
    "assignment": (
        Assignment,
        lambda actor, row: actions.finish_assignment(actor, row, on=timezone.localdate()),
    ),
    "author": (Author, actions.remove),
    "consent": (Consent, lambda actor, row: actions.withdraw_consent(actor, row, on=timezone.localdate())),
    "picture": (Picture, actions.remove),
    "source": (CitedSource, actions.remove),
}


def _form(what: str, text: Text, request: HttpRequest | None = None) -> Any:
    more = {"organization_id": text.organization_id} if what == "assignment" else {}
    if request is None:
        return SECTIONS[what].form(prefix=what, **more)
    return SECTIONS[what].form(request.POST, request.FILES, prefix=what, **more)


def _rows(what: str, text: Text) -> list[Any]:
    rows: dict[str, Any] = {
        "comment": text.comments.select_related("made_by"),
        "assignment": text.assignments.select_related("user"),
        "author": text.authors.all(),
        "consent": text.consents.all(),
        "picture": text.pictures.defer("copy"),
        "source": text.citedsources.all(),
    }
    return list(rows[what])


@requires("collection.read")
@require_GET
def desk(request: HttpRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    """Show everything that belongs to a text while it is written."""
    return _page(request, get_text(kind, pk))


def _page(
    request: HttpRequest, text: Text, *, faulty: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    is_case = isinstance(text, CaseStudy)
    forms_ = {what: _form(what, text) for what in SECTIONS} | (faulty or {})
    context: dict[str, Any] = {
        "text": text,
        "is_case": is_case,
        "kind": "case" if is_case else "part",
        "spots": spots_of_case(text) if isinstance(text, CaseStudy) else spots_of_part(text),
        "sections": [(what, one.title, _rows(what, text), forms_[what]) for what, one in SECTIONS.items()],
        "versions": list(text.versions.select_related("written_by")[:VERSIONS_SHOWN]),
        "takedowns": list(text.takedowns.all()),
        "decide_form": forms.DecideForm(auto_id=False),
        "may_write": actor_of(request).may("part.write"),
        "today": timezone.localdate(),
        "faulty": set(faulty or {}),
    }
    if isinstance(text, Part):
        initial = {name: getattr(text, name) for name in forms.PartTextForm.base_fields if name != "note"}
        context |= {
            "part_form": (faulty or {}).get("part") or forms.PartTextForm(initial=initial),
            "states": Part.State,
        }
    return render(request, "casebook/desk.html", context, status=status)


def show_faulty(request: HttpRequest, text: Text, form: Any) -> HttpResponse:
    """Show the desk of a part with its text form as it was sent, and what is wrong."""
    return _page(request, text, faulty={"part": form}, status=INVALID)


@requires("collection.read")
@require_POST
def add(request: HttpRequest, pk: uuid.UUID, what: str, kind: str) -> HttpResponse:
    """Add a comment, a task, an author, a consent, a picture or a source."""
    text = get_text(kind, pk)
    if what not in SECTIONS:
        raise Http404
    form = _form(what, text, request)
    if not form.is_valid():
        return _page(request, text, faulty={what: form}, status=INVALID)
    try:
        SECTIONS[what].add(actor_of(request), text, **form.cleaned_data)
    except QiaoError as error:
        form.add_error(None, error.message(get_language() or "zh-hans"))
        return _page(request, text, faulty={what: form}, status=error.status)
    messages.success(request, _("已记下。"))
    return redirect(f"{_address(text)}#{what}")


def _address(text: Text) -> str:
    return redirect(desk_of(text), text.pk).headers["Location"]


@requires("collection.read")
@require_POST
def end(request: HttpRequest, pk: uuid.UUID, what: str) -> HttpResponse:
    """Settle a comment, finish a task, take back a consent, remove an author, a picture or a source."""
    if what not in ENDS:
        raise Http404
    model, act = ENDS[what]
    row = _get_row(model, pk)
    text = _text_of(row)
    act(actor_of(request), row)
    messages.success(request, _("已记下。"))
    return redirect(f"{_address(text)}#{what}")


@requires("collection.read")
@require_GET
def version(request: HttpRequest, pk: uuid.UUID, number: int, kind: str) -> HttpResponse:
    """Show a version and what changed from the one before."""
    text = get_text(kind, pk)
    here = get_object_or_404(text.versions.select_related("written_by"), number=number)
    before = text.versions.filter(number__lt=number).first()
    meta: Any = type(text)._meta
    words = {name: _(str(meta.get_field(name).verbose_name)) for name in here.texts}
    context = {
        "text": text,
        "version": here,
        "before": before,
        "changes": [(words[name], runs) for name, runs in compared(before, here)],
        "desk_url": _address(text),
    }
    return render(request, "casebook/version.html", context)


@requires("takedown.decide")
@require_POST
def takedown_decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hide a text, or keep it with a reason."""
    row = _get_row(Takedown, pk)
    text = _text_of(row)
    form = forms.DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写处理说明。"))
        return redirect(f"{_address(text)}#takedowns")
    try:
        takedowns.decide_takedown(actor_of(request), row, now=timezone.now(), **form.cleaned_data)
    except QiaoError as error:
        messages.error(request, error.message(get_language() or "zh-hans"))
    else:
        messages.success(request, _("已处理，留下了记录。"))
    return redirect(f"{_address(text)}#takedowns")


@requires("takedown.restore")
@require_POST
def restore(request: HttpRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    """Show a text again that was taken down."""
    text = get_text(kind, pk)
    takedowns.restore_text(actor_of(request), text)
    messages.success(request, _("已恢复。"))
    return redirect(_address(text))
