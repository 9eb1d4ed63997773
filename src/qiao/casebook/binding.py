"""A collection bound into a book: its parts, its published cases, its questions, as plain values for every format."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from qiao.casebook import figures
from qiao.casebook.codes import UNKNOWN, blocks_of
from qiao.casebook.models import CaseFact, CaseStudy, Collection, CollectionRole, Part, Question
from qiao.casebook.models import Chapter as ChapterName
from qiao.engines import publishing

LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


def bind(
    collection: Collection, *, language: str, moment: datetime, name: str, base: str = ""
) -> publishing.Book:
    """Return the collection as a book with its full text; what was taken down or is not final is not in it.

    `base` is the address of this Qiao, without a slash at the end, where readers apply for the full text.
    """
    with override(language):
        return _Binder(collection, language, base).book(moment, name)


def bind_case(
    case: CaseStudy, *, language: str, moment: datetime, name: str, base: str = ""
) -> publishing.Book:
    """Return one case as a book of its own, with its full text."""
    with override(language):
        teller = _Teller(language, base)
        chapter = ChapterName(case.chapter)
        key = chapter.value.lower().replace("_", "-")
        body = teller.case(case, f"{key}-1")
        return publishing.Book(
            key=name,
            title=body.title,
            language=language,
            year=case.crisis.began_on.year,
            issued=timezone.localdate(moment),
            identifier=f"urn:uuid:{case.pk}",
            chapters=(
                publishing.Chapter(
                    key=key,
                    number=[*ChapterName].index(chapter) + 1,
                    title=_(str(chapter.label)),
                    bodies=(body,),
                ),
            ),
            roles=(publishing.Role(_("案例组织"), body.subject),),
            publisher=teller.said(case.organization, "name"),
            subject=teller.said(case.crisis, "name"),
            keywords=(teller.said(case.crisis, "name"), _("社会组织"), _("案例")),
            address=f"{base}{reverse('casebook:case', args=[case.pk])}".rstrip("/") if base else "",
            frozen_on=_day(case.frozen_at),
            is_sample=case.is_sample,
        )


def cases_of(collection: Collection) -> list[CaseStudy]:
    """Return the published cases of a collection that were not taken down, in the order of the book."""
    rows = collection.cases.filter(state=CaseStudy.State.PUBLISHED, hidden_at__isnull=True)
    return list(
        rows.select_related("subject")
        .prefetch_related("facts", "leads", "authors")
        .order_by("number", "title")
    )


def final_parts(collection: Collection) -> list[Part]:
    """Return the final parts of a collection that were not taken down."""
    rows = collection.parts.filter(state=Part.State.READY, hidden_at__isnull=True)
    return list(rows.select_related("case").prefetch_related("authors").order_by("order"))


def left_out(collection: Collection) -> tuple[list[CaseStudy], list[Part]]:
    """Return the cases not published and the parts not final: what the next edition will lack."""
    cases, parts = {one.pk for one in cases_of(collection)}, {one.pk for one in final_parts(collection)}
    return (
        [one for one in collection.cases.order_by("number") if one.pk not in cases],
        [one for one in collection.parts.order_by("chapter", "order") if one.pk not in parts],
    )


def not_final(collection: Collection) -> list[Part]:
    """Return the parts not final whose case is published: the case drops out of the book with them."""
    told = {one.pk for one in cases_of(collection)}
    parts = collection.parts.filter(case__in=told).exclude(state=Part.State.READY, hidden_at__isnull=True)
    return list(parts.select_related("case").order_by("chapter", "order"))


class _Teller:
    """Tells cases in one language."""

    def __init__(self, language: str, base: str) -> None:
        self.is_english = language.startswith("en")
        self.language = language
        self.base = base

    def said(self, record: Any, field: str) -> str:
        """Return a field in the language of the book, Chinese where it has no English."""
        english = getattr(record, f"{field}_en", "") if self.is_english else ""
        return str(english or getattr(record, field))

    def case(self, case: CaseStudy, key: str, part: Part | None = None) -> publishing.Part:
        organizations = [case.subject, *case.leads.all()]
        signed = list(part.authors.all()) if part else []
        return publishing.Part(
            key=key,
            kind=publishing.Kind.BODY,
            title=self.said(case, "title"),
            sections=tuple(self._case_sections(case, part)),
            authors=self._authors([*signed, *case.authors.all()]),
            subject=_("、").join(dict.fromkeys(self.said(one, "name") for one in organizations)),
            is_sample=case.is_sample,
            address=f"{self.base}{reverse('casebook:case', args=[case.pk])}#request" if self.base else "",
        )

    def _case_sections(self, case: CaseStudy, part: Part | None) -> Iterator[publishing.Section]:
        around = self.said(part, "core").strip() if part else ""
        lead = tuple(self._prose(text) for text in (around, self.said(case, "core")) if text.strip())
        yield publishing.Section(_("核心内容"), lead)
        for block in blocks_of([case]):
            rows = tuple(
                (str(row.label), tuple(self._stated(fact) for fact in row.cells[0])) for row in block.rows
            )
            yield publishing.Section(_(str(block.dimension.label)), (publishing.Answers(rows),))
        photos = (*(self._photos(part) if part else ()), *self._photos(case))
        if photos:
            yield publishing.Section(_("图片"), photos)
        drawn = tuple(figures.figures_of(case))
        if drawn:
            yield publishing.Section(_("记录里的数字"), drawn)
        if not case.challenges.strip() and case.challenges_open:
            yield publishing.Section(_("困难与挑战"), (self._open(case),))
        for title, field in ((_("困难与挑战"), "challenges"), (_("收获与成长"), "growth")):
            if text := self.said(case, field).strip():
                yield publishing.Section(title, (self._prose(text),))
        for text in (self.said(case, "full"), self.said(part, "full") if part else ""):
            if text.strip():
                yield publishing.Section(_("全文"), (self._prose(text),), publishing.Visibility.FULL)

    def _photos(self, text: CaseStudy | Part) -> Iterator[publishing.Photo]:
        """Yield the photographs of a text, the copies without the camera's data; the gate has asked for consent."""
        for one in text.pictures.all():
            yield publishing.Photo(
                bytes(one.copy),
                one.width,
                one.height,
                alt=self.said(one, "alt") or self.said(one, "caption"),
                caption=self.said(one, "caption"),
                credit=" · ".join(filter(None, (one.credit, one.licence))),
            )

    def _open(self, case: CaseStudy) -> publishing.Note:
        """Return the open question of a case whose source states no challenges, with who signed for that."""
        signed = _("%(who)s 声明，%(day)s") % {
            "who": case.challenges_open_by,
            "day": case.challenges_open_on.isoformat() if case.challenges_open_on else "",
        }
        return publishing.Note(_("留着的问题"), self.said(case, "challenges_open"), signed)

    def _stated(self, fact: CaseFact) -> publishing.Statement:
        return publishing.Statement(self.said(fact, "text"), _(fact.source))

    def _prose(self, text: str) -> publishing.Prose:
        return publishing.Prose(tuple(line.strip() for line in text.splitlines() if line.strip()))

    def _authors(self, rows: Iterable[Any]) -> tuple[publishing.Author, ...]:
        told = [publishing.Author(self.said(one, "name"), self.said(one, "affiliation")) for one in rows]
        return tuple(dict.fromkeys(told))


class _Binder(_Teller):
    """Binds one collection in one language."""

    def __init__(self, collection: Collection, language: str, base: str) -> None:
        super().__init__(language, base)
        self.collection = collection
        self.cases = cases_of(collection)
        self.parts = final_parts(collection)

    def book(self, moment: datetime, name: str) -> publishing.Book:
        collection = self.collection
        roles = tuple(self._roles())
        publishers = [one for one in roles if one.label == _("出版")] or list(roles[:1])
        frozen = [one.frozen_at for one in self.cases if one.frozen_at]
        return publishing.Book(
            key=name,
            title=self.said(collection, "title"),
            language=self.language,
            year=collection.year,
            issued=timezone.localdate(moment),
            identifier=collection.identifier or f"urn:uuid:{collection.pk}",
            chapters=tuple(self._chapter(at, one) for at, one in enumerate(ChapterName, start=1)),
            summary=self.said(collection, "abstract"),
            roles=roles,
            publisher=publishers[0].name if publishers else self.said(collection.organization, "name"),
            subject=self.said(collection.crisis, "name"),
            keywords=(self.said(collection.crisis, "name"), _("社会组织"), _("案例")),
            licence=collection.licence,
            licence_url=LICENCES.get(collection.licence, ""),
            address=self._address(),
            contact=self._contact(),
            matrix=self._matrix(),
            frozen_on=_day(max(frozen, default=None)),
            is_sample=collection.is_sample,
        )

    def _address(self) -> str:
        if not self.base:
            return ""
        at = reverse("casebook:edition_site", args=[self.collection.pk, self.language])
        return f"{self.base}{at}".rstrip("/")

    def _contact(self) -> str:
        at = f"{self.base}{reverse('casebook:book', args=[self.collection.pk])}" if self.base else ""
        return f"{self.said(self.collection.organization, 'name')} {at}".strip()

    def _roles(self) -> Iterator[publishing.Role]:
        order = [*CollectionRole.Part]
        rows = self.collection.roles.select_related("organization")
        for one in sorted(rows, key=lambda row: (order.index(row.part), str(row.organization))):
            yield publishing.Role(_(one.get_part_display()), self.said(one.organization, "name"))

    def _chapter(self, number: int, chapter: ChapterName) -> publishing.Chapter:
        parts = [one for one in self.parts if one.chapter == chapter]
        fore, after = (
            next((one for one in parts if one.kind == kind), None)
            for kind in (Part.Kind.FOREWORD, Part.Kind.AFTERWORD)
        )
        key = chapter.value.lower().replace("_", "-")
        return publishing.Chapter(
            key=key,
            number=number,
            title=_(str(chapter.label)),
            foreword=self._part(fore, publishing.Kind.FOREWORD, f"{key}-foreword") if fore else None,
            bodies=tuple(self._bodies(key, chapter, [one for one in parts if one.kind == Part.Kind.BODY])),
            afterword=self._part(after, publishing.Kind.AFTERWORD, f"{key}-afterword") if after else None,
        )

    def _bodies(self, key: str, chapter: ChapterName, parts: list[Part]) -> Iterator[publishing.Part]:
        """Yield the bodies in their order; a case no part stands for comes after them."""
        told = {one.pk: one for one in self.cases}
        stood = {one.case_id for one in self.collection.parts.filter(case__isnull=False)}
        bodies = [one for one in parts if one.case_id is None or one.case_id in told]
        alone = [one for one in self.cases if one.chapter == chapter and one.pk not in stood]
        for at, part in enumerate(bodies, start=1):
            if part.case_id is None:
                yield self._part(part, publishing.Kind.BODY, f"{key}-{at}")
            else:
                yield self.case(told[part.case_id], f"{key}-{at}", part)
        for at, case in enumerate(alone, start=len(bodies) + 1):
            yield self.case(case, f"{key}-{at}")

    def _part(self, part: Part, kind: publishing.Kind, key: str) -> publishing.Part:
        said = _(part.get_kind_display())
        title = self.said(part, "title")
        return publishing.Part(
            key=key,
            kind=kind,
            title="" if title == said else title,
            sections=tuple(self._part_sections(part, kind)),
            authors=self._authors(part.authors.all()),
            is_sample=self.collection.is_sample,
        )

    def _part_sections(self, part: Part, kind: publishing.Kind) -> Iterator[publishing.Section]:
        yield publishing.Section("", (self._prose(self.said(part, "core")), *self._photos(part)))
        questions = list(self.collection.questions.filter(chapter=part.chapter).prefetch_related("answers"))
        if questions and kind is publishing.Kind.FOREWORD:
            points = tuple(publishing.Statement(self.said(one, "text")) for one in questions)
            yield publishing.Section(_("本篇要问的"), (publishing.Points(points),))
        if questions and kind is publishing.Kind.AFTERWORD:
            yield publishing.Section(
                _("对前言问题的回答"), (publishing.Answers(tuple(map(self._answered, questions))),)
            )
        if full := self.said(part, "full").strip():
            yield publishing.Section(_("全文"), (self._prose(full),), publishing.Visibility.FULL)

    def _answered(self, question: Question) -> tuple[str, tuple[publishing.Statement, ...]]:
        told = tuple(publishing.Statement(self.said(one, "text")) for one in question.answers.all())
        if not told and question.open_because:
            told = (publishing.Statement(_("留待以后：%(why)s") % {"why": question.open_because}),)
        return self.said(question, "text"), told

    def _matrix(self) -> publishing.Grid | None:
        return grid_of(self.cases, english=self.is_english) if self.cases else None


def grid_of(cases: Sequence[CaseStudy], *, english: bool) -> publishing.Grid:
    """Return the questions × cases as a table; an answer nobody gave is a dash."""

    def said(record: Any, field: str) -> str:
        return str((getattr(record, f"{field}_en", "") if english else "") or getattr(record, field))

    rows = [
        (f"{_(str(block.dimension.label))} · {row.label}", *("\n".join(said(one, "text") for one in cell) or "—" for cell in row.cells))
        for block in blocks_of(cases)
        for row in block.rows
        if row.code != UNKNOWN or any(row.cells)
    ]  # fmt: skip
    return publishing.Grid((_("维度与问题"), *(said(one.subject, "name") for one in cases)), tuple(rows))


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
