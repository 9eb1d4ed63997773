"""What people type about peer sets."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.registry.fields import Legible, OrganizationField


class PeerSetForm(Legible):
    """A set and why its members may be set beside each other."""

    name = forms.CharField(label=_("名称"), max_length=80)
    why = forms.CharField(
        label=_("为什么可以放在一起比"),
        max_length=300,
        help_text=_("例如：都是山区县的志愿者联合会，三十人以下。"),
    )


class InviteForm(Legible):
    """Whom to invite."""

    organization = OrganizationField(label=_("组织"), max_length=120, help_text=_("按名录里的全称写。"))
