"""What fits us: the needs of a crisis held against a scope, and one need with who else could do it."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.engines.eligibility import DISCLAIMER
from qiao.engines.scope import Aspect, Doer, Fit, Standing, fit
from qiao.intake.models import Need
from qiao.preparing.actions import export_fit
from qiao.preparing.forms.fit import FitForm
from qiao.preparing.queries import fit as queries
from qiao.preparing.words.fit import ANSWERS, ASPECTS, STANDINGS, in_words, is_english
from qiao.registry.handing import FORMS, download
from qiao.registry.models import Crisis, Organization
from qiao.registry.scoping.facts import rule_of
from qiao.relief.problem import promised

ROWS_A_PAGE = 30
LAST_CRISIS = "crisis"
"""What the session calls the crisis looked at last."""
INVALID = 422


@requires("fit.read")
@require_GET
def fit_start(request: HttpRequest) -> HttpResponse:
    """Lead to the crisis at hand; without one, say what is missing."""
    slug = request.session.get(LAST_CRISIS)
    found = Crisis.objects.filter(slug=slug).first() or queries.crises_with_needs().first() or _newest()
    if found is None:
        return render(request, "preparing/fit_none.html")
    return redirect("preparing:fit_list", found.slug)


def _newest() -> Crisis | None:
    return Crisis.objects.order_by("-began_on", "name").first()


def _subject(request: HttpRequest, crisis: Crisis) -> tuple[FitForm, Organization, Doer]:
    """Return whose scope is asked about: one's own with its means, or another's as far as the registry tells."""
    form = FitForm(request.GET or None)
    held = form.cleaned_data if form.is_bound and form.is_valid() else {}
    own: Organization = get_object_or_404(
        Organization.objects.select_related("home", "business_scope"), pk=actor_of(request).acts_for
    )
    subject, today = held.get("organization") or own, timezone.localdate()
    doer = (
        queries.own_doer(own, crisis, today) if subject.pk == own.pk else queries.other_doer(subject, today)
    )
    return form, subject, doer


def _law(organization: Organization) -> dict[str, str] | None:
    """Return what the law says of acting beyond the charter."""
    rule = rule_of(organization, timezone.localdate())
    if rule is None:
        return None
    english = is_english()
    return {
        "citation": rule.citation,
        "says": rule.says.en if english else rule.says.zh,
        "disclaimer": DISCLAIMER.en if english else DISCLAIMER.zh,
    }


@requires("fit.read")
@require_GET
def fit_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the needs of a crisis by how they fit, with reasons."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form, subject, doer = _subject(request, crisis)
    rows = queries.rows_of(crisis, doer)
    wanted = request.GET.get("standing", "")
    shown = [one for one in rows if wanted not in set(Standing) or one.fit.standing == wanted]
    page = page_of(request, shown, ROWS_A_PAGE)
    query = request.GET.copy()
    query.pop("page", None)
    kept = query.copy()
    kept.pop("standing", None)
    context = {
        "crisis": crisis,
        "form": form,
        "subject": subject,
        "is_own": subject.pk == actor_of(request).organization_id,
        "scope": getattr(subject, "business_scope", None),
        "counts": [(one, *STANDINGS[one], n) for one, n in queries.counts_of(rows)],
        "page": page,
        "rows": [(one, *STANDINGS[one.fit.standing], [in_words(each) for each in one.why]) for one in page],
        "total": len(rows),
        "wanted": wanted,
        "law": _law(subject),
        "query": query.urlencode(),
        "kept": kept.urlencode(),
    }
    status = INVALID if form.is_bound and form.errors else 200
    return render(request, "preparing/fit_list.html", context, status=status)


@requires("fit.export")
@require_GET
def fit_export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Hand out what fits as a file."""
    if form not in FORMS:
        raise Http404
    crisis = get_object_or_404(Crisis, slug=slug)
    _form, subject, doer = _subject(request, crisis)
    content = export_fit(actor_of(request), crisis, subject, queries.rows_of(crisis, doer), form=form)
    return download(content, f"fit-{slug}", form)


def get_need_for_reader(pk: uuid.UUID) -> Need:
    """Return a need of the active organisation."""
    found: Need = get_object_or_404(
        Need.objects.select_related("item", "place__parent__parent", "party", "crisis"), pk=pk
    )
    return found


@requires("fit.read")
@require_GET
def fit_need(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how one need stands to us, aspect by aspect, and who else could do it."""
    need, today = get_need_for_reader(pk), timezone.localdate()
    own: Organization = get_object_or_404(
        Organization.objects.select_related("home", "business_scope"), pk=actor_of(request).acts_for
    )
    needed = queries.needed_for(need, promised([need]) if need.quantity is not None else {})
    seen = fit(needed, queries.own_doer(own, need.crisis, today))
    others = queries.others_for(needed, own, today)
    context: dict[str, Any] = {
        "need": need,
        "crisis": need.crisis,
        "own": own,
        "standing": STANDINGS[seen.standing],
        "is_outside": seen.standing in {Standing.OUTSIDE, Standing.ELSEWHERE},
        "findings": _findings(seen),
        "able": [(one.organization, _findings(one.fit)) for one in others if one.is_able],
        "asked": [
            (one.organization, in_words(one.fit.of(Aspect.PLACE).why)) for one in others if not one.is_able
        ],
        "law": _law(own),
    }
    return render(request, "preparing/fit_need.html", context)


def _findings(seen: Fit) -> list[tuple[Any, Any, str, str]]:
    return [(ASPECTS[one.aspect], *ANSWERS[one.answer], in_words(one.why)) for one in seen.findings]
