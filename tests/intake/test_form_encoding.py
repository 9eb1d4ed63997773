"""A form in another encoding than UTF-8 is refused in a sentence; XML would allow it, telephones would not."""

import pytest

from qiao.exceptions import FormUnreadableError
from qiao.intake.sources.openrosa.xform import read_xform

FORM = (
    "<?xml version='1.0' encoding='{0}'?><html><head><title>é</title><model><instance><data id='f' version='1'><a/></data>"
    "</instance></model></head><body><input ref='/data/a'/></body></html>"
)


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_a_form_that_is_no_utf_8_is_refused(encoding):
    with pytest.raises(FormUnreadableError):
        read_xform(FORM.format(encoding).encode(encoding))


def test_the_same_form_in_utf_8_is_read():
    assert read_xform(FORM.format("utf-8").encode()).title == "é"
