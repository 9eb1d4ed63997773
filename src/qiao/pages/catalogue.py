"""The English catalogue: django.po is the source, django.mo is compiled from it where it is absent or older."""

import logging
from pathlib import Path

LOCALE = Path(__file__).with_name("locale")
log = logging.getLogger(__name__)


def compile_catalogues(directory: Path = LOCALE) -> list[Path]:
    """Compile each django.po whose django.mo is absent or older; return the files written.

    A directory that cannot be written, or an absent Babel, is logged and leaves the pages in Chinese.
    """
    written = []
    for source in sorted(directory.glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            _compile(source, target)
        except (ImportError, OSError) as error:
            log.warning("%s was not compiled: %s", source, error)
            continue
        written.append(target)
    return written


def _compile(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name, charset="utf-8")
    half = target.with_suffix(".mo.part")
    with half.open("wb") as file:
        write_mo(file, catalogue)
    half.replace(target)
