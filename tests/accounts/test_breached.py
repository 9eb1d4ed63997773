"""A list of breached passwords that the operator keeps is asked, however long it is, and nobody else is."""

import hashlib

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ImproperlyConfigured, ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.accounts.breached import Breached, is_breached


def marks(words):
    return sorted(hashlib.sha1(one.encode(), usedforsecurity=False).hexdigest().upper() for one in words)


def kept(folder, words, end="\r\n"):
    path = folder / "breached.txt"
    path.write_bytes("".join(f"{mark}:{len(mark)}{end}" for mark in marks(words)).encode())
    return path


@settings(max_examples=60)
@given(words=st.sets(st.text(min_size=1, max_size=6), max_size=30), other=st.text(min_size=7, max_size=8))
def test_every_word_of_the_list_is_found_and_no_other(words, other, tmp_path_factory):
    path = kept(tmp_path_factory.mktemp("list"), words)

    assert all(is_breached(one, path) for one in words)
    assert not is_breached(other, path)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_breached_password_is_refused_where_there_is_a_list(db, tmp_path, end):
    listed = [Breached(str(kept(tmp_path, ["seven oranges too many", "x"], end)))]

    validate_password("seven oranges too many")
    validate_password("eight oranges too many", password_validators=listed)
    with pytest.raises(ValidationError, match="泄露"):
        validate_password("seven oranges too many", password_validators=listed)


def test_a_list_that_is_not_there_is_told_at_once(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="QIAO_BREACHED_PASSWORDS"):
        Breached(str(tmp_path / "none"))
