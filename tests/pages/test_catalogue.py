"""The English catalogue is compiled when the application starts."""

import gettext
import os

from qiao.pages.catalogue import compile_catalogues

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "需求"\nmsgstr "Need"\n'


def write(directory, text=PO):
    source = directory / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(text, encoding="utf-8")
    return source


def test_absent_catalogue_is_compiled(tmp_path):
    source = write(tmp_path)

    compile_catalogues(tmp_path)

    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("需求") == "Need"


def test_catalogue_in_date_is_left_alone(tmp_path):
    write(tmp_path)
    compile_catalogues(tmp_path)

    assert compile_catalogues(tmp_path) == []


def test_older_catalogue_is_compiled_again(tmp_path):
    source = write(tmp_path)
    compile_catalogues(tmp_path)
    os.utime(source.with_suffix(".mo"), (1, 1))

    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
