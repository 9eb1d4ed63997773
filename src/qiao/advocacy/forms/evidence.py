"""A statement and the records that bear it out."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.advocacy import queries
from qiao.advocacy.actions.evidence import LEAST_REASON
from qiao.advocacy.facts import Scope
from qiao.advocacy.forms.fields import DAY, ISO_DAY, SELECT, TEXT, labelled
from qiao.advocacy.models import EvidenceRecord, Quote
from qiao.advocacy.personal import personal_spots
from qiao.advocacy.searching import KIND_WORDS, Search
from qiao.gaps.models import Gap
from qiao.intake.words.voices import GROUP_WORDS
from qiao.registry.models import Crisis
from qiao.registry.queries import place_by_code

LONGEST_STATEMENT = 300


class EvidenceForm(forms.Form):
    """A statement and the records that bear it out."""

    statement = forms.CharField(
        label=_("这些记录证明什么"),
        max_length=LONGEST_STATEMENT,
        widget=forms.TextInput(attrs=TEXT | {"placeholder": _("例如：三个乡镇的卫生室都没有口罩")}),
    )

    def __init__(
        self,
        *args: Any,
        crisis: Crisis,
        keys: Iterable[str] = (),
        kinds: Iterable[str] = queries.KINDS,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [key for key in dict.fromkeys(keys) if _is_key(key)]
        self.records = queries.records_called(crisis, self.keys, kinds=kinds)

    def clean(self) -> dict[str, Any]:
        """Refuse a statement without records, and records that are not ours."""
        facts = super().clean() or {}
        if not self.keys:
            raise forms.ValidationError(_("请至少勾选一条记录：没有记录的说法不是证据。"), code="no_records")
        if len(self.records) != len(self.keys):
            raise forms.ValidationError(_("有些记录找不到，请重新勾选。"), code="records_missing")
        return facts


def _is_key(key: str) -> bool:
    kind, _colon, pk = key.partition(":")
    try:
        uuid.UUID(pk)
    except ValueError:
        return False
    return kind in queries.KINDS


class SearchForm(forms.Form):
    """What a bundle is searched by. Items, places and groups are those that voices of the crisis speak of."""

    words = forms.CharField(
        label=_("字词"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs=TEXT | {"placeholder": _("物资、地点、单位或原文里的字")}),
    )
    item = forms.ChoiceField(label=_("物资"), required=False, widget=forms.Select(attrs=SELECT))
    place = forms.ChoiceField(label=_("地点"), required=False, widget=forms.Select(attrs=SELECT))
    group = forms.ChoiceField(label=_("为谁"), required=False, widget=forms.Select(attrs=SELECT))
    since = forms.DateField(label=_("自"), required=False, widget=forms.DateInput(attrs=DAY, format=ISO_DAY))
    until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput(attrs=DAY, format=ISO_DAY))
    kinds = forms.MultipleChoiceField(
        label=_("类别"), required=False, widget=forms.CheckboxSelectMultiple, choices=list(KIND_WORDS.items())
    )

    gap = forms.ModelChoiceField(Gap.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, crisis: Crisis, kinds: Iterable[str] = queries.KINDS, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["gap"].queryset = Gap.objects.filter(crisis=crisis).select_related("place", "item")
        self.may_see = tuple(kinds)
        fields["kinds"].choices = [(one, KIND_WORDS[one]) for one in self.may_see]
        fields["item"].choices = [("", _("不限")), *queries.items_spoken_of(crisis)]
        fields["place"].choices = [("", _("不限")), *queries.places_spoken_of(crisis)]
        fields["group"].choices = [("", _("不限")), *GROUP_WORDS.items()]

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        facts = super().clean() or {}
        since, until = facts.get("since"), facts.get("until")
        if since and until and since > until:
            self.add_error("until", _("“至”早于“自”。"))
        return facts

    @property
    def search(self) -> Search:
        """Return what is asked for."""
        told = self.cleaned_data
        return Search(
            kinds=tuple(told["kinds"]) or self.may_see,
            item=told["item"],
            place=told["place"],
            group=told["group"],
            since=told["since"].isoformat() if told["since"] else "",
            until=told["until"].isoformat() if told["until"] else "",
            words=told["words"].strip(),
            gap=str(told["gap"].pk) if told["gap"] else "",
        )


class FreezeForm(forms.Form):
    """What the records found bear out, and about whom it speaks."""

    statement = forms.CharField(
        label=_("这些记录证明什么"),
        max_length=LONGEST_STATEMENT,
        widget=forms.TextInput(attrs=TEXT | {"placeholder": _("例如：三个乡镇的卫生室都没有口罩")}),
    )
    about_place = forms.ChoiceField(
        label=_("说的是哪里"),
        required=False,
        widget=forms.Select(attrs=SELECT),
        help_text=_("记录的地点与此不符的，会降低等级。"),
    )
    about_group = forms.ChoiceField(
        label=_("说的是哪些人"), required=False, widget=forms.Select(attrs=SELECT)
    )
    sensitive = forms.BooleanField(
        label=_("涉及丧亲或健康（不足 10 条不外发）"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["about_place"].choices = [("", _("整个事件")), *queries.places_spoken_of(crisis)]
        fields["about_group"].choices = [("", _("所有人")), *GROUP_WORDS.items()]

    @property
    def scope(self) -> Scope:
        """Return the place and group that the statement is about."""
        code = self.cleaned_data["about_place"]
        return Scope(place_by_code(code) if code else None, self.cleaned_data["about_group"])


class DropForm(forms.Form):
    """Why a record is struck from its bundle."""

    reason = forms.CharField(
        label=_("剔除理由"), min_length=LEAST_REASON, max_length=200, widget=forms.TextInput(attrs=TEXT)
    )


class StanceForm(forms.Form):
    """What a record says to the statement."""

    stance = forms.ChoiceField(label=_("立场"), choices=EvidenceRecord.Stance.choices)


class QuoteForm(forms.ModelForm[Quote]):
    """A few words of what somebody said, edited, and what its speaker agreed to."""

    class Meta:
        model = Quote
        fields = ("text", "consent", "consent_note")
        widgets = {
            "text": forms.Textarea(attrs=TEXT | {"rows": 2}),
            "consent": forms.Select(attrs=SELECT),
            "consent_note": forms.TextInput(attrs=TEXT),
        }
        labels = {
            "text": _("引语（改写到认不出是谁）"),
            "consent": _("本人同意到哪一步"),
            "consent_note": _("何时、怎样问的"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["consent"].choices = labelled(Quote.Consent.choices)

    def clean_text(self) -> str:
        """Refuse what still names somebody."""
        text: str = self.cleaned_data["text"]
        spots = personal_spots(text)
        if spots:
            raise forms.ValidationError(
                _("文中像是有个人信息（%(spot)s），请删去或改写。") % {"spot": spots[0]}, code="personal"
            )
        return text

    def clean(self) -> dict[str, Any]:
        """What may leave says when and how consent was given."""
        facts = super().clean() or {}
        leaves = facts.get("consent") in {Quote.Consent.UNNAMED, Quote.Consent.NAMED}
        if leaves and not facts.get("consent_note"):
            self.add_error("consent_note", _("写明何时、怎样得到本人同意。"))
        return facts
