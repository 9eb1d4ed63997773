"""Keep the English catalogue whole: collect the Chinese texts of code and templates, compile, or only check.

    python scripts/messages.py            bring django.po up to date, compile django.mo, list what lacks English
    python scripts/messages.py --check    change nothing; ends with 1 when a text lacks English or .mo is stale

Chinese is the source language, so the message id is the Chinese text. Both files are committed: a demo has
neither gettext nor Babel.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import template

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "qiao"
LINE_WIDTH = 110

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def english_catalogue() -> Path:
    """Return the one English django.po of the project."""
    found = sorted(SOURCE.glob("**/locale/en/LC_MESSAGES/django.po"))
    if len(found) != 1:
        sys.exit(f"one English catalogue is expected under src/qiao, there are {len(found)}")
    return found[0]


def python_texts() -> Iterator[tuple[Path, bytes]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, path.read_bytes()


def template_texts() -> Iterator[tuple[Path, bytes]]:
    """Yield each template as Python calls, the way Django's own makemessages reads it."""
    for path in sorted(SOURCE.rglob("templates/**/*.*")):
        if path.suffix in {".html", ".txt"}:
            calls = template.templatize(path.read_text(encoding="utf-8"))
            yield path, "\n".join(line.strip() for line in calls.splitlines()).encode()


def collect() -> Catalog:
    """Return every text marked for translation, with the files it stands in."""
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for path, text in [*python_texts(), *template_texts()]:
        options = {"encoding": "utf-8"}
        for _line, message, comments, context in extract("python", io.BytesIO(text), KEYWORDS, (), options):
            place = (path.relative_to(ROOT).as_posix(), 0)
            flags = {"python-format"} if "%(" in str(message) else set()
            catalogue.add(message, None, [place], flags, auto_comments=comments, context=context)
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


def compiled(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(description="Update or check the English catalogue.")
    parser.add_argument("--check", action="store_true", help="compare only; change nothing")
    wanted = parser.parse_args()
    settings.configure(USE_I18N=False)
    path = english_catalogue()
    with path.open("rb") as file:
        catalogue = read_po(file, locale="en", charset="utf-8")
    catalogue.project, catalogue.last_translator, catalogue.language_team = "Qiao", "Qiao", "English"
    created = catalogue.creation_date
    known = {(message.context, message.id) for message in catalogue}
    collected = collect()
    found = [f"not in django.po: {m.id}" for m in collected if m.id and (m.context, m.id) not in known]
    catalogue.update(collected, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.creation_date = created  # no file changes merely because time has passed
    found += [f"lacks English: {text}" for text in lacking(catalogue)]
    if wanted.check:
        mo = path.with_suffix(".mo")
        if not mo.exists() or mo.read_bytes() != compiled(catalogue):
            found.append("django.mo is stale: run scripts/messages.py")
    else:
        with path.open("wb") as file:
            write_po(file, catalogue, width=LINE_WIDTH, include_lineno=False, ignore_obsolete=True)
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        found = [line for line in found if line.startswith("lacks")]
    print("\n".join(found) or f"{len(catalogue)} texts, each with its English")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
