"""The four public cases, loaded into the book of the association at work."""

from dataclasses import dataclass

import pytest
from django.conf import settings

from qiao.accounts.roles import Actor
from qiao.casebook.models import CaseStudy
from qiao.casebook.sample import Loaded, load_sample_cases


@dataclass
class Book:
    """The cases by number, and what the loader said."""

    cases: dict[int, CaseStudy]
    loaded: Loaded


@pytest.fixture
def book(at_work) -> Book:
    loaded = load_sample_cases(Actor.operator(at_work.pk), directory=settings.QIAO_REFERENCE)
    return Book({case.number: case for case in CaseStudy.objects.prefetch_related("facts")}, loaded)
