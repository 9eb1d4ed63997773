"""The four public cases, loaded into the book of the association at work."""

from dataclasses import dataclass

import pytest
from django.conf import settings

from qiao.accounts.roles import Actor, Role
from qiao.casebook.models import CaseStudy, Collection, Part, Question
from qiao.casebook.sample import Loaded, load_sample_cases
from tests.conftest import appoint

CANARY = "全文里的金丝雀"


@dataclass
class Book:
    """The cases by number, and what the loader said."""

    cases: dict[int, CaseStudy]
    loaded: Loaded


@pytest.fixture
def book(at_work) -> Book:
    loaded = load_sample_cases(Actor.operator(at_work.pk), directory=settings.QIAO_REFERENCE)
    return Book({case.number: case for case in CaseStudy.objects.prefetch_related("facts")}, loaded)


@pytest.fixture(autouse=True)
def books(settings, tmp_path):
    settings.QIAO_BOOKS, settings.QIAO_FULL_BOOKS = tmp_path / "books", tmp_path / "full-books"
    return settings.QIAO_BOOKS


@pytest.fixture
def collection(book, at_work):
    """The collection of the four cases, all published, with foreword, questions and afterword of the chapter."""
    CaseStudy.objects.update(state="PUBLISHED", challenges="示例数据：缺车、缺人。", full=CANARY)
    one = Collection.objects.get()
    for kind, text in (
        ("FOREWORD", "示例数据：社会团体在危机中能做什么？"),
        ("AFTERWORD", "示例数据：四个案例各有所长。"),
    ):
        Part.objects.create(
            organization=at_work,
            collection=one,
            chapter="ASSOCIATION",
            kind=kind,
            title=Part.Kind(kind).label,
            core=text,
            full=CANARY,
            state="READY",
        )
    Question.objects.create(
        collection=one, chapter="ASSOCIATION", number=1, text="靠什么动员？", open_because="要再问会员"
    )
    return one


@pytest.fixture
def editor(association):
    user = appoint("wen", association, Role.EDITOR)
    return Actor(user_id=user.pk, organization_id=association.pk, roles=frozenset({Role.EDITOR}))


@pytest.fixture
def as_editor(association, client, editor):
    from django.contrib.auth import get_user_model

    client.force_login(
        get_user_model().objects.get(pk=editor.user_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client
