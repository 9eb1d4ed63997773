"""A picture of a large crisis, worked out whole and kept without the goods and voices that it was drawn from."""

from datetime import date
from functools import cached_property
from uuid import UUID

from django.utils import timezone
from django.utils.translation import override

from qiao.advocacy.bridging.picture import Picture
from qiao.registry.models import Crisis


def picture_in(crisis: Crisis, own: str, language: str) -> Picture:
    """Return the two bridges of a crisis as one organisation knows them today, in a language."""
    with override(language):
        return lean(Picture(_alone(crisis), UUID(own), _today()))


def lean(picture: Picture) -> Picture:
    """Work out all that is shown of a picture; let go of every single move, and of which reports were heard where."""
    for name, one in vars(Picture).items():
        if isinstance(one, cached_property):
            getattr(picture, name)
    picture.moves = []
    picture.arrived = []
    heard = picture.voices.heard
    picture.voices.heard = {key: range(len(reports)) for key, reports in heard.items()}  # type: ignore[misc]
    return picture


def _alone(crisis: Crisis) -> Crisis:
    """Return the crisis without what was noted on it while the page was made."""
    found: Crisis = Crisis.objects.get(pk=crisis.pk)
    return found


def _today() -> date:
    return timezone.localdate()
