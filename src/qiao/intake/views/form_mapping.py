"""Which question asks for which field: seen, tried with one set of answers, saved, published."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.intake import actions
from qiao.intake.forms.field_forms import QuestionMapping
from qiao.intake.models import FieldForm, FormVersion
from qiao.intake.sources.openrosa.mapping import ALL_FIELDS, PERSONAL
from qiao.intake.sources.openrosa.trial import Trial, try_out
from qiao.intake.sources.openrosa.xform import questions_of, read_xform
from qiao.intake.views.answering import INVALID
from qiao.intake.words.field_forms import doubt_text
from qiao.intake.words.voices import DOUBTS


def get_version(pk: uuid.UUID) -> FormVersion:
    """Return a version of a form of the active organisation."""
    rows = FormVersion.objects.select_related("form__crisis").defer("source")
    return get_object_or_404(rows, pk=pk)


@requires("form.map")
@require_http_methods(["GET", "POST"])
def form_mapping(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the fields of a version; try a set of answers, which is not kept; save the mapping."""
    version = get_version(pk)
    questions = questions_of(version.questions)
    if request.method == "GET":
        initial = {f"of_{field}": path for field, path in version.mapping.items()}
        form = QuestionMapping(questions=questions, initial={"kind": version.form.kind, **initial})
        return _page(request, version, form)
    form = QuestionMapping(request.POST, questions=questions)
    if not form.is_valid():
        return _page(request, version, form, status=INVALID)
    kind, mapping = form.cleaned_data["kind"], form.mapping
    if "save" in request.POST:
        actions.map_form(actor_of(request), version, kind=kind, mapping=mapping)
        messages.success(request, _("已保存。以后收到的按这样对应；已经收到的不变。"))
        return redirect("intake:form_mapping", pk)
    try:
        trial = try_out(
            version.title,
            questions,
            kind=kind,
            mapping=mapping,
            answers=form.answers,
            xml=form.cleaned_data["xml"].strip(),
        )
    except QiaoError as error:
        form.add_error("xml", error.message(get_language() or "zh-hans"))
        return _page(request, version, form, status=error.status)
    return _page(request, version, form, trial=trial)


def _page(
    request: HttpRequest,
    version: FormVersion,
    form: QuestionMapping,
    *,
    trial: Trial | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "crisis": version.form.crisis,
        "version": version,
        "form": form,
        "warnings": [doubt_text(one) for one in read_xform(version.xml.encode()).doubts],
        "trial": trial,
    }
    if trial is not None:
        context |= {
            "lines": [[(ALL_FIELDS[field], text) for field, text in line.items()] for line in trial.lines],
            "doubts": [DOUBTS[code] for code in trial.doubts if code in DOUBTS],
            "missing": [ALL_FIELDS[field] for field in trial.missing],
            "hidden": [ALL_FIELDS[field] for field in PERSONAL if field in form.mapping],
            "is_need": trial.voice is not None and form.cleaned_data["kind"] == FieldForm.Kind.NEED,
        }
    return render(request, "intake/form_mapping.html", context, status=status)


@requires("form.publish")
@require_POST
def version_publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand a version out to telephones."""
    version = get_version(pk)
    made = actions.publish_form(actor_of(request), version, published_at=timezone.now())
    messages.success(request, _("已发布：%(title)s。手机下次获取表单时就能看到。") % {"title": made.title})
    return redirect("intake:field_form_list", made.crisis.slug)
