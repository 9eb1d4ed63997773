"""A book is built aside and switched to."""

import zipfile

import pytest

from qiao.batch.book import publish, switched
from tests.engines.publishing.small import CORE, SMALL


def test_a_core_edition_is_there_in_every_format_with_a_site_to_carry_away(tmp_path):
    told = []
    publish(CORE, tmp_path / "book", told=told.append)

    names = {path.name for path in (tmp_path / "book").iterdir()}
    assert names == {"site", "small.pdf", "small.docx", "small.epub", "small.zip"}
    assert told == ["pdf", "docx", "epub", "site"]
    held = zipfile.ZipFile(tmp_path / "book" / "small.zip").namelist()
    assert "small/index.html" in held
    assert 'href="small.pdf"' in (tmp_path / "book" / "site" / "index.html").read_text()
    assert (tmp_path / "book" / "site" / "small.pdf").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["book"]


def test_a_full_edition_gets_no_site(tmp_path):
    publish(SMALL, tmp_path / "book")

    assert {path.name for path in (tmp_path / "book").iterdir()} == {"small.pdf", "small.docx", "small.epub"}


def test_where_building_fails_the_former_book_stays(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "old.txt").write_text("old")

    def half(folder):
        (folder / "half.txt").write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="full"):  # noqa: SIM117 - one is the point
        with switched(tmp_path / "book") as aside:
            half(aside)

    assert [path.name for path in (tmp_path / "book").iterdir()] == ["old.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["book"]
