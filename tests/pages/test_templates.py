"""Every template of the house can be read: a tag or filter nobody loaded is found here and not by a visitor."""

from pathlib import Path

from django.template import TemplateSyntaxError
from django.template.loader import get_template

import qiao

HOUSE = Path(qiao.__file__).parent
NAMES = sorted(
    str(path.relative_to(folder))
    for folder in HOUSE.glob("*/templates")
    for path in folder.rglob("*.*")
    if path.suffix in {".html", ".txt"}
)


def test_every_template_can_be_read():
    wrong = {}
    for name in NAMES:
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            wrong[name] = str(error)

    assert len(NAMES) > 100
    assert wrong == {}
