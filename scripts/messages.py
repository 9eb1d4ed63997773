"""Keep the English catalogue whole: collect the Chinese texts of code, templates and models; merge; or only check.

    python scripts/messages.py [FILE.txt …]   bring django.po up to date, take English from the files, list what lacks it
    python scripts/messages.py --check        change nothing; ends with 1 when a text is new or lacks English

Chinese is the source language, so the message id is the Chinese text. A file holds one text a line:
the Chinese, a tab, the English; for a counted text the English of one and of many, parted by " | ".
The compiled django.mo is not kept in the repository: the application compiles it when it starts.
"""

import argparse
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.utils.translation import template

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "qiao"
PO = SOURCE / "pages" / "locale" / "en" / "LC_MESSAGES" / "django.po"
LINE_WIDTH = 110
COLUMNS = 2
BADGE = re.compile(r'{% badge "([^"]+)"')

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def python_texts() -> Iterator[tuple[Path, bytes]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, path.read_bytes()


def template_texts() -> Iterator[tuple[Path, bytes]]:
    """Yield each template as Python calls, the way Django's own makemessages reads it."""
    for path in sorted(SOURCE.rglob("templates/**/*.*")):
        if path.suffix in {".html", ".txt"}:
            text = path.read_text(encoding="utf-8")
            calls = [line.strip() for line in template.templatize(text).splitlines()]
            # A badge translates its word itself; Django's makemessages does not know the tag.
            calls += [f'gettext("{word}")' for word in BADGE.findall(text)]
            yield path, "\n".join(calls).encode()


def model_texts() -> Iterator[tuple[str, str]]:
    """Yield the Chinese labels of models, fields, choices and constraints, which pages translate as they show them."""
    for model in apps.get_models():
        if not model.__module__.startswith("qiao."):
            continue
        place = f"{model.__module__}.{model.__name__}"
        labels = [model._meta.verbose_name]
        for field in model._meta.get_fields():
            labels.append(getattr(field, "verbose_name", ""))
            labels += [label for _value, label in getattr(field, "flatchoices", None) or ()]
        labels += [constraint.violation_error_message for constraint in model._meta.constraints]
        for label in labels:
            if is_own(label):
                yield place, str(label)


def is_own(label: object) -> bool:
    """Say whether a label is Chinese of ours; Django's own labels are lazy and come with their English."""
    return isinstance(label, str) and any("\u4e00" <= character <= "\u9fff" for character in label)


def collect() -> Catalog:
    """Return every text marked for translation, with the files it stands in."""
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for path, text in [*python_texts(), *template_texts()]:
        options = {"encoding": "utf-8"}
        for _line, message, comments, context in extract("python", io.BytesIO(text), KEYWORDS, (), options):
            place = (path.relative_to(ROOT).as_posix(), 0)
            flags = {"python-format"} if "%(" in str(message) else set()
            catalogue.add(message, None, [place], flags, auto_comments=comments, context=context)
    for place, label in model_texts():
        catalogue.add(label, None, [(place, 0)])
    return catalogue


def lacking(catalogue: Catalog) -> list[str]:
    """Return the texts of the catalogue that have no certain English, in its order."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and (message.fuzzy or not all(_forms(message.string)))
    ]


def _forms(text: object) -> tuple[object, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (text,)


def merge(catalogue: Catalog, path: Path) -> list[str]:
    """Take the English of one file; return the lines that fit no text, to be looked at."""
    strange = []
    known = {_forms(message.id)[0]: message for message in catalogue if message.id}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        parts = line.split("\t")
        if not line.strip() or line.startswith("#"):
            continue
        message = known.get(parts[0].replace("\\n", "\n"))
        if len(parts) != COLUMNS or not parts[1].strip():
            strange.append(f"{path.name}:{number}: not “中文<tab>English”: {line[:60]}")
        elif message is not None:
            english = [part.strip() for part in parts[1].replace("\\n", "\n").split(" | ")]
            message.string = (english[0], english[-1]) if message.pluralizable else parts[1]
            message.flags.discard("fuzzy")
    return strange


def open_catalogue() -> Catalog:
    if not PO.exists():
        PO.parent.mkdir(parents=True, exist_ok=True)
        return Catalog(locale="en", charset="utf-8", fuzzy=False)
    with PO.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def set_up() -> None:
    """Load the models without touching anybody's data."""
    with tempfile.TemporaryDirectory() as data:
        os.environ["QIAO_DATA"] = data
        os.environ["DJANGO_SETTINGS_MODULE"] = "qiao.project.settings"
        sys.path.insert(0, str(SOURCE.parent))
        django.setup()


def main() -> int:
    parser = argparse.ArgumentParser(description="Update or check the English catalogue.")
    parser.add_argument("files", nargs="*", type=Path, help="lines of 中文<tab>English to merge")
    parser.add_argument("--check", action="store_true", help="compare only; change nothing")
    wanted = parser.parse_args()
    set_up()
    catalogue = open_catalogue()
    catalogue.project, catalogue.last_translator, catalogue.language_team = "Qiao", "Qiao", "English"
    catalogue.copyright_holder = "Qiao"
    created = catalogue.creation_date
    known = {(message.context, message.id) for message in catalogue}
    collected = collect()
    found = [f"not in django.po: {m.id}" for m in collected if m.id and (m.context, m.id) not in known]
    catalogue.update(collected, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.creation_date = created  # no file changes merely because time has passed
    strange = [line for path in wanted.files for line in merge(catalogue, path)]
    found += [f"lacks English: {text}" for text in lacking(catalogue)]
    if not wanted.check:
        with PO.open("wb") as file:
            write_po(file, catalogue, width=LINE_WIDTH, include_lineno=False, ignore_obsolete=True)
        found = [line for line in found if line.startswith("lacks")]
    print("\n".join(strange + found) or f"{len(catalogue)} texts, each with its English")
    return 1 if strange + found else 0


if __name__ == "__main__":
    sys.exit(main())
