"""JavaRosa, the engine inside ODK Collect, fills our forms; ODK Validate takes all that are ready to use."""

import atexit
import re
import subprocess
import tempfile
import uuid
from functools import cache
from pathlib import Path

import pytest
from pyxform.validators.odk_validate import ODK_VALIDATE_PATH

from qiao.intake.sources.openrosa.ready import SURVEYS, ready_form
from tests.clients.conftest import ANSWERS, HERE, photograph

QUICK = ("-Djava.awt.headless=true", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For programs of a second: what makes long ones fast takes them longer."""


def java(*arguments: object) -> str:
    """Run Java and return what it printed; fail, not skip, where it is missing."""
    return run("java", *QUICK, *arguments)


def run(*command: object) -> str:
    done = subprocess.run(
        list(map(str, command)),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout + done.stderr


@cache
def filler() -> str:
    """Compile the program that fills forms, once; return where Java finds it and JavaRosa."""
    folder = tempfile.TemporaryDirectory(prefix="qiao-filler-")
    atexit.register(folder.cleanup)
    run("javac", "-cp", ODK_VALIDATE_PATH, "-d", folder.name, HERE / "Fill.java")
    return f"{ODK_VALIDATE_PATH}:{folder.name}"


def filled_by_javarosa(form: bytes, folder: Path, **more: str) -> tuple[bytes, str]:
    """Return the need that Collect would send, and what JavaRosa refused on the way."""
    return typed_into_javarosa(form, folder, ANSWERS | {"photo": "1.jpg"} | more)


def typed_into_javarosa(form: bytes, folder: Path, answers: dict[str, str]) -> tuple[bytes, str]:
    """Return the instance with these answers, and what JavaRosa refused on the way."""
    (folder / "form.xml").write_bytes(form)
    (folder / "answers.properties").write_text(
        "\n".join(f"{path}={text}" for path, text in answers.items()), encoding="utf-8"
    )
    said = java(
        "-cp",
        filler(),
        "Fill",
        *(folder / name for name in ("form.xml", "answers.properties", "instance.xml")),
    )
    return (folder / "instance.xml").read_bytes(), said


@pytest.mark.django_db(transaction=True)
def test_what_javarosa_fills_in_is_the_need_that_is_kept_once(server, kept, expected, tmp_path):
    xml, _said = filled_by_javarosa(server.form(), tmp_path)
    photo = ("1.jpg", photograph())

    statuses = [server.post(xml, photo)[0] for _ in range(3)]

    assert statuses == [201, 202, 202]
    assert kept() == expected


@pytest.mark.django_db(transaction=True)
def test_javarosa_keeps_our_constraints(server, tmp_path):
    _xml, said = filled_by_javarosa(server.form(), tmp_path, **{"amount/quantity!": "-3"})

    assert "REFUSED amount/quantity" in said


@pytest.mark.django_db(transaction=True)
def test_a_wrong_code_is_told_in_words(server, tmp_path):
    xml, _said = filled_by_javarosa(server.form(), tmp_path)

    status, text = server.post(xml, code="wrong")

    assert status == 401
    assert "请先留着" in text


@pytest.mark.django_db(transaction=True)
def test_javarosa_makes_an_id_of_its_own_for_each_copy(server, tmp_path):
    form = server.form()

    ids = {re.search(rb"uuid:([0-9a-f-]{36})", filled_by_javarosa(form, tmp_path)[0])[1] for _ in range(2)}

    assert len({uuid.UUID(one.decode()) for one in ids}) == 2


@pytest.mark.parametrize("kind", SURVEYS)
def test_odk_validate_takes_the_forms_ready_to_use(kind, tmp_path):
    form = tmp_path / "form.xml"
    form.write_text(ready_form(kind).xml, encoding="utf-8")

    said = java("-jar", ODK_VALIDATE_PATH, form)

    assert "Xform is valid" in said
