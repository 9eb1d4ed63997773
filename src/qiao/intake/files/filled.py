"""Filled forms as a table, XLSX or CSV: a column for each question, persons' data masked as on the pages."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qiao.batch.tables import table_bytes
from qiao.intake.actions.form_results import content_of
from qiao.intake.models import FieldForm, FilledForm, FormVersion
from qiao.intake.sources.openrosa.instance import read_instance
from qiao.intake.sources.openrosa.telling import in_words
from qiao.intake.sources.openrosa.xform import Question, questions_of


def filled_file(form: FieldForm, rows: Iterable[FilledForm], kind: str) -> tuple[bytes, int]:
    """Return the file in the language of the page, and how many rows it has. An erased form keeps its row only."""
    versions = {one.pk: one for one in form.versions.defer("xml", "source")}
    asked = _questions(versions.values())
    known = [_("编号"), _("收到"), _("版本"), _("采集员"), _("照片"), _("状态"), _("更正了哪一份")]
    paths = list(asked)
    columns = [*known, *_apart(known, asked)]
    count = 0

    def lines() -> Iterator[list[str | int]]:
        nonlocal count
        for one in rows:
            count += 1
            said = answers_of(one, versions[one.version_id])
            yield [*_facts(one), *(said.get(path, "") for path in paths)]

    return table_bytes(columns, lines(), f".{kind}"), count


def answers_of(one: FilledForm, version: FormVersion) -> dict[str, str]:
    """Return path → answer as the masked copy shows it; several answers, as of a repeated group, in order."""
    if one.report.is_erased:
        return {}
    instance = read_instance(content_of(one))
    told = in_words(version.title, questions_of(version.questions), instance.answers, {})
    shown = one.report.masked.text
    if len(shown) != len(told.text):
        return {}
    said: dict[str, list[str]] = {}
    for path, start, end in told.places:
        said.setdefault(path, []).append(shown[start:end])
    return {path: " | ".join(answers) for path, answers in said.items()}


def _questions(versions: Iterable[FormVersion]) -> dict[str, Question]:
    """Return path → question over all versions, the newest first; files are counted, not named."""
    found: dict[str, Question] = {}
    for version in versions:
        for one in questions_of(version.questions):
            if one.type != "binary":
                found.setdefault(one.path, one)
    return found


def _apart(known: list[str], asked: Mapping[str, Question]) -> list[str]:
    """Return a heading for each question; the path stands beside one that occurs twice."""
    is_english = (get_language() or "").startswith("en")
    labels = {path: (one.label_en if is_english else "") or one.label for path, one in asked.items()}
    often = [*known, *labels.values()]
    return [f"{label} ({path})" if often.count(label) > 1 else label for path, label in labels.items()]


def state_text(one: FilledForm) -> str:
    """Return the state of a filled form in a word."""
    if one.report.is_erased:
        return _("已删除")
    if one.is_waiting:  # type: ignore[attr-defined]
        return _("等人处理")
    return _("已被更正") if one.is_corrected else _("已收下")  # type: ignore[attr-defined]


def _facts(one: FilledForm) -> list[str | int]:
    return [
        str(one.pk),
        f"{timezone.localtime(one.report.received_at):%Y-%m-%d %H:%M}",
        one.version.version,
        one.collector.name if one.collector else "",
        one.photos,  # type: ignore[attr-defined]
        state_text(one),
        str(one.replaces_id or ""),
    ]
