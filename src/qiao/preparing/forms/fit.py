"""Whose scope needs are held against."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.registry.fields import Legible, OrganizationField


class FitForm(Legible):
    """Another organisation than one's own."""

    organization = OrganizationField(
        label=_("看哪个组织"),
        required=False,
        max_length=120,
        help_text=_("不填就是本组织；按名录里的全称写。"),
    )
    standing = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
