"""Who may load which text: published ones everybody, all of the own organisation its own people."""

import uuid

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from qiao.accounts.guard import actor_of
from qiao.casebook import queries
from qiao.casebook.models import CaseStudy, Part


def get_case_for_reader(request: HttpRequest, pk: uuid.UUID) -> CaseStudy:
    """Return a published case of anybody, or any case of the reader's own organisation."""
    case = queries.readable_case(pk, actor_of(request).organization_id)
    if case is None:
        raise Http404
    return case


def get_case_for_editor(pk: uuid.UUID) -> CaseStudy:
    """Return a case of the organisation at work."""
    case: CaseStudy = get_object_or_404(queries.own_cases(), pk=pk)
    return case


def get_part_for_editor(pk: uuid.UUID) -> Part:
    """Return a part of a collection of the organisation at work."""
    part: Part = get_object_or_404(Part.objects.select_related("collection", "case"), pk=pk)
    return part


def is_own(request: HttpRequest, case: CaseStudy) -> bool:
    """Say whether a case belongs to the organisation at work."""
    return case.organization_id == actor_of(request).organization_id
