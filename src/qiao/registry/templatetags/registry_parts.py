"""Parts of pages that speak of an institution: its contacts, and names that look like its name.

Load with {% load registry_parts %}.
"""

import uuid
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from qiao.accounts.roles import Actor
from qiao.registry.contact_queries import contacts_of
from qiao.registry.looks import flags_of
from qiao.registry.models import Organization
from qiao.registry.panels import panels_of

register = template.Library()


@register.filter
def may(verb: str, actor: Actor) -> bool:
    """Say whether the reader may do something: {% if "need.close"|may:actor %}."""
    return actor.may(verb)


@register.inclusion_tag("registry/_contacts.html")
def contacts(kind: str, pk: uuid.UUID, actor: Actor) -> dict[str, Any]:
    """Show the contacts of an institution or a need, to whom may see them."""
    may_read = actor.organization_id is not None and actor.may("contact_point.read")
    return {
        "may_read": may_read,
        "may_add": may_read and actor.may("contact_point.add"),
        "rows": contacts_of(pk) if may_read else [],
        "subject_type": kind,
        "subject_id": pk,
    }


@register.inclusion_tag("registry/_looks.html")
def look_alikes(organization: Organization | None) -> dict[str, Any]:
    """Warn where an institution's name looks like another's and nobody has said that both are real."""
    return {"flags": flags_of(organization) if organization else []}


@register.simple_tag
def panels(kind: str, record: Any, actor: Actor) -> SafeString:
    """Show what desks above have to say beside a record: {% panels "need" need actor %}."""
    shown = (render_to_string(one.template, {**one.context}) for one in panels_of(kind, record, actor))
    return mark_safe("".join(shown))  # noqa: S308 - each part was rendered by its own template
