"""Forms of doors for other systems: a new one, and where in a delivery each field stands."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qiao.intake.models import Hook
from qiao.intake.sources import webhook
from qiao.intake.sources.webhook import UnreadableError
from qiao.intake.words.hooks import FIELD_NOTES, FIELD_WORDS, reason_text
from qiao.registry.fields import Legible, labelled

LONGEST_SAMPLE = 100_000
PATHS_LIST = "known-paths"


class HookForm(Legible):
    """A new door."""

    name = forms.CharField(
        label=_("名称"), max_length=60, help_text=_("自己认得出就行，例如“金数据求助表”。")
    )
    kind = forms.ChoiceField(label=_("收什么"), choices=labelled(Hook.Kind.choices))
    guard = forms.ChoiceField(
        label=_("怎样验明"),
        choices=labelled(Hook.Guard.choices),
        help_text=_("对方能签名就选签名；KoboToolbox 和多数表单服务不会签名，选口令。"),
    )


class MappingForm(Legible):
    """A sample of what comes in, and the path of each field in it."""

    sample = forms.CharField(
        label=_("对方发来的一份样例（JSON）"),
        max_length=LONGEST_SAMPLE,
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "false", "class": "form-control code"}),
        help_text=_("只用来试读，不保存。请换掉真人的姓名和电话。"),
        error_messages={"required": _("请贴一份样例，先试读再保存。")},
    )
    kind = forms.ChoiceField(label=_("收什么"), choices=labelled(Hook.Kind.choices))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in webhook.FIELDS:
            words: Any = FIELD_WORDS[name]
            note: Any = FIELD_NOTES.get(name, "")
            self.fields[f"path_{name}"] = forms.CharField(
                label=words,
                required=False,
                max_length=webhook.LONGEST_PATH,
                help_text=note,
                widget=forms.TextInput(
                    attrs={
                        "list": PATHS_LIST,
                        "class": "form-control",
                        "autocomplete": "off",
                        "spellcheck": "false",
                    }
                ),
            )

    @classmethod
    def of(cls, hook: Hook) -> "MappingForm":
        """Return the form as the door stands."""
        known = {f"path_{name}": path for name, path in hook.mapping.items()}
        return cls(initial={"kind": hook.kind, **known})

    @property
    def paths(self) -> list[Any]:
        """Return the bound fields of the paths."""
        return [self[f"path_{name}"] for name in webhook.FIELDS]

    def clean_sample(self) -> str:
        """Refuse a sample that a delivery would be held for."""
        text: str = self.cleaned_data["sample"]
        try:
            self.value = webhook.read_body(text.encode())
        except UnreadableError as error:
            raise ValidationError(reason_text(error.code, error.details)) from error
        except UnicodeEncodeError as error:
            raise ValidationError(reason_text("bad_characters", {"field": "text"})) from error
        return text

    @property
    def mapping(self) -> dict[str, str]:
        """Return field → path, as they were written; what was left empty is guessed by `with_guesses`."""
        held = self.cleaned_data
        return {name: held[f"path_{name}"].strip() for name in webhook.FIELDS if held.get(f"path_{name}")}

    def with_guesses(self) -> "MappingForm":
        """Return the form with what the names in the sample suggest, where nothing was written yet."""
        guessed = self.mapping or webhook.guess(self.value)
        data = {"sample": self.cleaned_data["sample"], "kind": self.cleaned_data["kind"]}
        filled = MappingForm({**data, **{f"path_{name}": path for name, path in guessed.items()}})
        filled.is_valid()
        return filled

    def known_paths(self) -> list[tuple[str, str]]:
        """Return the paths of the sample, each with the beginning of what stands there."""
        found = list(webhook.leaves(self.value))[: webhook.MOST_LEAVES]
        return [(path, text[:40]) for path, text in found]


def pretty(body: bytes) -> str:
    """Return a delivery for reading: JSON indented, anything else as it can be shown."""
    try:
        return json.dumps(webhook.read_body(body), ensure_ascii=False, indent=2)
    except UnreadableError:
        return body.decode("utf-8", errors="replace")
