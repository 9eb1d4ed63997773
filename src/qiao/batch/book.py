"""A book written to a folder: built aside, then switched to, so that readers never meet half of one."""

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from qiao.engines.publishing import Book, docx, epub, pdf, site

FONTS = Path(__file__).resolve().parents[1] / "registry" / "papers"
"""Where the font that travels with the code lies (decision 0042)."""

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "epub": "application/epub+zip",
        "zip": "application/zip",
    }
)
"""Ending and media type of the files of a book; zip is the site packed."""

SITE = "site"
EARLIEST = (1980, 1, 1, 0, 0, 0)
Told = Callable[[str], None]


def _silent(_name: str) -> None:
    pass


def build(book: Book, folder: Path, *, told: Told = _silent) -> None:
    """Write every format into a folder: KEY.pdf, .docx, .epub, and the site as KEY.zip and site/.

    Parameters
    ----------
    book
        One that is given to somebody gets its site packed alone; one with full text given to nobody gets none.
    told
        Called with the name of each format once it is there.
    """
    files: dict[str, bytes] = {}
    makers: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: pdf(book, fonts=(FONTS,)),
        "docx": lambda: docx(book, fonts=(FONTS,)),
        "epub": lambda: epub(book, fonts=(FONTS,)),
    }
    for ending, make in makers.items():
        files[f"{book.key}.{ending}"] = make()
        told(ending)
    if book.is_core or book.given:
        downloads = () if book.given else tuple((name.rpartition(".")[2].upper(), name) for name in files)
        pages = site(book, downloads=downloads)
        if not book.given:
            files |= {f"{SITE}/{name}": held for name, held in (pages | files).items()}
        files[f"{book.key}.zip"] = _packed({f"{book.key}/{name}": held for name, held in pages.items()})
        told(SITE)
    for name, held in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(held)


def publish(book: Book, folder: Path, *, told: Told = _silent) -> None:
    """Build the book aside and put it in the place of the folder; if building fails, the old one stays."""
    with switched(folder) as aside:
        build(book, aside, told=told)


@contextmanager
def switched(folder: Path, *, mode: int = 0o755) -> Iterator[Path]:
    """Give a folder to write in, which takes the place of `folder` once all went well; `mode` says who reads it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield aside
        aside.chmod(mode)
        old = aside.with_name(f"{aside.name}-old")
        if folder.exists():
            folder.replace(old)
        aside.replace(folder)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _packed(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, held in files.items():
            info = zipfile.ZipInfo(name, EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, held)
    return made.getvalue()
