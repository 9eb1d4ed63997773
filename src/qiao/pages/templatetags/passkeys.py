"""What pages say of passkeys."""

from collections.abc import Mapping
from typing import Any

from django import template

from qiao.pages.factors.place import Place, place_of

register = template.Library()


@register.simple_tag(takes_context=True)
def passkey_place(context: Mapping[str, Any]) -> Place:
    """Return where passkeys work for whoever looks at the page."""
    return place_of(context["request"])
