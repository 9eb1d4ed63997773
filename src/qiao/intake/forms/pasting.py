"""The paste box: any text, or a chat as the file that a program exported."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.exceptions import DraftFileError
from qiao.intake.actions.imports import shown_name
from qiao.intake.forms.voices import EMPTY_TEXT, LONGEST_TEXT, Submission, area, plain_lines
from qiao.intake.pasted.chat import MOST_MESSAGES, Pasted, pieces_of
from qiao.intake.sources.chat.files import LARGEST_CHAT, words_of_file
from qiao.intake.words.voices import CHANNELS


class PasteForm(Submission):
    """Any text, as it came, or a file."""

    text = forms.CharField(
        label=_("把收到的话原样粘贴在这里"),
        required=False,
        strip=False,
        max_length=LONGEST_TEXT,
        widget=area(10, autofocus=True),
    )
    file = forms.FileField(
        label=_("或者选聊天记录文件"),
        required=False,
        max_length=300,
        widget=forms.FileInput(attrs={"accept": ".txt,.html,.htm,.json"}),
    )
    fold = forms.UUIDField(required=False)
    channel = forms.ChoiceField(
        label=_("从哪里来"), required=False, choices=[("", _("不注明")), *CHANNELS.items()]
    )

    def clean_text(self) -> str:
        """Keep the text word for word."""
        return plain_lines(self.cleaned_data["text"])

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_CHAT:
            raise ValidationError(_("文件超过 4 MB。请只导出需要的几天。"))
        return file

    def clean(self) -> dict[str, Any]:
        """Part it into messages; refuse one without a word, or with too many."""
        facts = super().clean() or {}
        if self.errors:
            return facts
        file = facts.get("file")
        field = "file" if file else "text"
        if file and facts["text"].strip():
            self.add_error("file", _("既有文字又有文件。请清空文字框，或去掉文件，一次收一份。"))
            return facts
        try:
            words = words_of_file(self.file_name, file.read()) if file else facts["text"]
        except DraftFileError as error:
            self.add_error("file", error.message(get_language() or "zh-hans"))
            return facts
        pasted = pieces_of(words, now=timezone.localtime())
        self._check(field, pasted)
        facts["pasted"] = pasted
        return facts

    def _check(self, field: str, pasted: Pasted) -> None:
        count = len(pasted.pieces)
        if not count:
            self.add_error(field, EMPTY_TEXT)
        elif count > MOST_MESSAGES:
            said = _("一次最多 %(most)d 条，这里有 %(count)d 条。请分几次粘贴。")
            self.add_error(field, said % {"most": MOST_MESSAGES, "count": count})
        elif sum(len(one.text) for one in pasted.pieces) > LONGEST_TEXT:
            self.add_error(field, _("文字超过 20 万字。请分几次粘贴。"))

    @property
    def file_name(self) -> str:
        """Return the file's name as pages may show it, or nothing."""
        file = self.cleaned_data.get("file")
        return shown_name(file.name or "chat.txt") if file else ""
