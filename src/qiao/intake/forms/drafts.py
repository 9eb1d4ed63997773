"""Forms of the review page: one verdict of a message, and the correction of what was read of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.intake.forms.voices import VoiceForm
from qiao.intake.models import DraftLine, Need
from qiao.registry.fields import Legible, labelled
from qiao.registry.models import Place
from qiao.registry.queries import place_by_code

MOST_VOICES = 30
AS_READ: Mapping[str, Any] = {
    "said_kind": "",
    "is_dropped": None,
    "said_repeat": DraftLine.Repeat.AS_READ.value,
    "said_voices": None,
}


class VerdictForm(Legible):
    """One press of a button: the kind, whether it is kept, what it repeats."""

    kind = forms.ChoiceField(required=False, choices=[("", ""), *DraftLine.Kind.choices])
    keep = forms.ChoiceField(required=False, choices=(("", ""), ("yes", ""), ("no", "")))
    repeat = forms.ChoiceField(required=False, choices=(("", ""), ("no", ""), ("typed", "")))
    of_line = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=1_000,
        error_messages={"invalid": _("请填另一条的序号，例如 12。")},
    )
    of_report = forms.UUIDField(required=False)
    of_line_typed = forms.IntegerField(required=False, min_value=1, max_value=1_000)
    reset = forms.BooleanField(required=False)

    def said(self, line: DraftLine) -> dict[str, Any]:
        """Return what this says of a message. The same button pressed again takes it back."""
        held = self.cleaned_data
        if held["reset"]:
            return dict(AS_READ)
        if held["kind"]:
            return self._kind(line, held["kind"])
        if held["keep"]:
            dropped = held["keep"] == "no"
            return {"is_dropped": None if line.is_dropped == dropped else dropped}
        if held["repeat"] == "no":
            return {"said_repeat": DraftLine.Repeat.NO}
        number = held["of_line_typed"] if held["repeat"] == "typed" else held["of_line"]
        of: dict[str, Any] = {"line": number} if number else {}
        if held["of_report"]:
            of = {"report": str(held["of_report"])}
        return {"said_repeat": DraftLine.Repeat.YES, "said_of": of}

    @staticmethod
    def _kind(line: DraftLine, kind: str) -> dict[str, Any]:
        if line.said_kind == kind and line.said_voices is None:
            return {"said_kind": "", "is_dropped": None}
        said: dict[str, Any] = {"said_kind": kind, "is_dropped": False}
        if line.said_voices:
            said["said_voices"] = [one | {"kind": kind} for one in line.said_voices]
        return said


class DraftVoiceForm(VoiceForm):
    """One need or offer of a message, to be put right."""

    kind = forms.ChoiceField(
        label=_("是"), choices=(("NEED", _("需求")), ("OFFER", _("资源")), ("NONE", _("去掉这一项")))
    )
    tier = forms.TypedChoiceField(
        label=_("紧急程度"), choices=labelled(Need.Tier.choices), coerce=int, initial=Need.Tier.ORDINARY
    )
    field_order: tuple[str, ...] = (  # type: ignore[assignment]
        *("kind", "item", "quantity_kind", "quantity", "quantity_max", "unit", "place"),
        *("party_text", "tier"),
    )

    @staticmethod
    def initial_of(voice: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
        """Return a need or an offer as the form shows it."""
        place: Place | None = place_by_code(voice["place"]) if voice["place"] else None
        kind = voice["quantity_kind"] if voice["quantity_kind"] != "NONE" else "UNKNOWN"
        return {
            **{
                name: voice[name]
                for name in ("kind", "quantity", "quantity_max", "unit", "party_text", "tier")
            },
            "item": names.get(voice["item"] or "", voice["item_text"]),
            "quantity_kind": kind,
            "place": place.full_name if place else "",
        }

    def voice(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """Return the need or the offer as it was put right; spans and for whom stay as they were read."""
        facts = self.facts
        item, place = facts["item"], facts["place"]
        kind = self.cleaned_data["kind"]
        doubts = (
            [] if kind != "NEED" else ["place_missing"] * (place is None) + ["item_unknown"] * (item is None)
        )
        return {
            **before,
            "kind": kind,
            "item": item.code if item else None,
            "item_text": facts["item_text"],
            "place": place.code if place else None,
            "doubts": doubts,
            "tier": int(self.cleaned_data["tier"]),
            **{
                name: facts[name]
                for name in ("party_text", "quantity_kind", "quantity", "quantity_max", "unit")
            },
        }


def voice_forms(
    voices: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    data: Any = None,
    *,
    blank: Mapping[str, Any],
) -> list[tuple[Mapping[str, Any], DraftVoiceForm]]:
    """Return a form for each need or offer of a message, and one more where something is to be added."""
    count = len(voices)
    if data is not None:
        count = max(count, min(MOST_VOICES, sum(key.endswith("-kind") for key in data)))
    made: list[tuple[Mapping[str, Any], DraftVoiceForm]] = []
    for at in range(max(count, 1)):
        before = voices[at] if at < len(voices) else blank
        initial = DraftVoiceForm.initial_of(before, names)
        made.append((before, DraftVoiceForm(data, prefix=f"v{at}", initial=initial)))
    return made
