"""What is asked at the editorial desk."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.accounts.models import User
from qiao.casebook.models import Assignment, CaseStudy, Chapter, Collection, CollectionRole, Part, Question
from qiao.registry.fields import Legible, OrganizationField, day_input, labelled
from qiao.registry.models import Appointment, Crisis

FIELDS = (
    ("", _("整篇")),
    ("core", _("核心内容")),
    ("challenges", _("困难与挑战")),
    ("growth", _("收获与成长")),
    ("full", _("全文")),
)
LARGE = {"rows": 8}


class CommentForm(Legible):
    """A remark on a text."""

    field = forms.ChoiceField(label=_("段落"), choices=FIELDS, required=False)
    said = forms.CharField(label=_("意见"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class AssignForm(Legible):
    """Who does what by when."""

    task = forms.ChoiceField(label=_("做什么"), choices=labelled(Assignment.Task.choices))
    user: forms.ModelChoiceField[User] = forms.ModelChoiceField(label=_("谁"), queryset=User.objects.none())
    due_on = forms.DateField(label=_("何时完成"), widget=day_input())

    def __init__(self, *args: Any, organization_id: uuid.UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Appointment.objects.filter(organization=organization_id).values("user")
        rows = User.objects.filter(pk__in=held, is_active=True).order_by("display_name")
        self.fields["user"].queryset = rows  # type: ignore[attr-defined]


class AuthorForm(Legible):
    """Who signs, having agreed to be named."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    name_en = forms.CharField(label=_("英文姓名"), max_length=80, required=False)
    affiliation = forms.CharField(label=_("单位"), max_length=120, required=False)
    affiliation_en = forms.CharField(label=_("单位（英文）"), max_length=160, required=False)
    is_outside = forms.BooleanField(label=_("外请专家"), required=False)


class ConsentForm(Legible):
    """Who agreed to stand in the text by name."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    given_on = forms.DateField(label=_("同意日期"), widget=day_input())
    proof = forms.CharField(label=_("凭据"), max_length=200, help_text=_("例如：签字同意书，存于办公室。"))


class PictureForm(Legible):
    """A photograph, what it shows, and whose it is."""

    file = forms.FileField(
        label=_("照片"), help_text=_("JPEG、PNG 或 WebP，不超过 10 MB。拍摄地点等信息会去掉。")
    )
    caption = forms.CharField(label=_("图注"), max_length=200)
    caption_en = forms.CharField(label=_("图注（英文）"), max_length=260, required=False)
    alt = forms.CharField(
        label=_("替代文字"),
        max_length=200,
        required=False,
        help_text=_("给看不见图的人：图里有什么。不写时用图注。"),
    )
    alt_en = forms.CharField(label=_("替代文字（英文）"), max_length=260, required=False)
    credit = forms.CharField(label=_("拍摄者或出处"), max_length=120)
    licence = forms.CharField(
        label=_("许可"), max_length=60, required=False, help_text=_("例如：CC BY 4.0，或“已获授权”。")
    )
    shows_people = forms.BooleanField(label=_("能认出人"), required=False)
    consent = forms.CharField(label=_("肖像同意的凭据"), max_length=200, required=False)


class SourceForm(Legible):
    """Where something comes from."""

    title = forms.CharField(label=_("名称"), max_length=200)
    url = forms.URLField(label=_("网址"), max_length=400, required=False, assume_scheme="https")
    licence = forms.CharField(label=_("许可"), max_length=60, required=False)
    looked_on = forms.DateField(label=_("查阅日期"), widget=day_input(), required=False)


class TakedownForm(Legible):
    """Who asks, and why."""

    asked_by = forms.CharField(label=_("您的称呼或单位"), max_length=120)
    reason = forms.CharField(
        label=_("哪里有问题"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("例如：用了我的照片没有问过我。不必写电话。"),
    )


class DecideForm(Legible):
    """What becomes of a takedown request."""

    state = forms.ChoiceField(
        label=_("怎样处理"),
        choices=(
            ("HIDDEN", _("下架")),
            ("MENDED", _("已改正指出的内容，其余保留")),
            ("KEPT", _("不下架")),
        ),
    )
    decision = forms.CharField(
        label=_("处理说明"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("提出的人凭查询码会看到；不写他人的信息。"),
    )


class CollectionForm(Legible):
    """A collection."""

    title = forms.CharField(label=_("书名"), max_length=160)
    title_en = forms.CharField(label=_("英文书名"), max_length=200, required=False)
    year = forms.IntegerField(label=_("年份"), min_value=1900, max_value=2200)
    crisis = forms.ModelChoiceField(Crisis.objects.all(), label=_("突发事件"), empty_label=None)
    licence = forms.CharField(label=_("许可"), max_length=60, required=False)
    identifier = forms.CharField(label=_("DOI 或书号"), max_length=80, required=False)
    abstract = forms.CharField(label=_("内容提要"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    abstract_en = forms.CharField(
        label=_("内容提要（英文）"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RoleForm(Legible):
    """Who compiled, funded, co-organised or published."""

    prefix = "role"
    organization = OrganizationField(label=_("组织"), max_length=120, help_text=_("按名录里的全称写。"))
    part = forms.ChoiceField(label=_("身份"), choices=labelled(CollectionRole.Part.choices))


class PartNewForm(Legible):
    """A new part at the end of its chapter."""

    prefix = "new"
    chapter = forms.ChoiceField(label=_("篇章"), choices=labelled(Chapter.choices))
    kind = forms.ChoiceField(label=_("部分"), choices=labelled(Part.Kind.choices))
    case: forms.ModelChoiceField[CaseStudy] = forms.ModelChoiceField(
        label=_("案例（正文才有）"),
        queryset=CaseStudy.objects.none(),
        required=False,
        empty_label=_("（不是案例）"),
    )
    title = forms.CharField(label=_("标题"), max_length=160, required=False)
    due_on = forms.DateField(label=_("截稿日期"), widget=day_input(), required=False)

    def __init__(self, *args: Any, collection: Collection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = collection.parts.filter(case__isnull=False).values("case")
        rows = CaseStudy.objects.all().exclude(pk__in=taken).order_by("chapter", "number")
        self.fields["case"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a title where there is no case to take it from."""
        facts = super().clean() or {}
        if not facts.get("case") and not facts.get("title") and not self.errors:
            self.add_error("title", _("请写标题，或选一个案例。"))
        return facts


class PartTextForm(Legible):
    """The text of a part, in two languages."""

    title = forms.CharField(label=_("标题"), max_length=160)
    title_en = forms.CharField(label=_("英文标题"), max_length=200, required=False)
    core = forms.CharField(
        label=_("核心内容"), required=False, widget=forms.Textarea(attrs=LARGE), help_text=_("人人可读。")
    )
    core_en = forms.CharField(label=_("核心内容（英文）"), required=False, widget=forms.Textarea(attrs=LARGE))
    full = forms.CharField(
        label=_("全文"),
        required=False,
        widget=forms.Textarea(attrs=LARGE),
        help_text=_("申领并经同意的人才能读。"),
    )
    full_en = forms.CharField(label=_("全文（英文）"), required=False, widget=forms.Textarea(attrs=LARGE))
    due_on = forms.DateField(label=_("截稿日期"), widget=day_input(), required=False)
    note = forms.CharField(label=_("改了什么"), max_length=200, required=False)


class QuestionForm(Legible):
    """A question of a foreword."""

    prefix = "question"
    chapter = forms.ChoiceField(label=_("篇章"), choices=labelled(Chapter.choices))
    text = forms.CharField(label=_("问题"), max_length=300)
    text_en = forms.CharField(label=_("问题（英文）"), max_length=400, required=False)


class AnswerForm(Legible):
    """Where and how a question is answered, or why it stays open."""

    part: forms.ModelChoiceField[Part] = forms.ModelChoiceField(
        label=_("在哪部分回答"), queryset=Part.objects.none(), required=False, empty_label=_("（留待以后）")
    )
    cases: forms.ModelMultipleChoiceField[CaseStudy] = forms.ModelMultipleChoiceField(
        label=_("依据案例"), queryset=CaseStudy.objects.none(), required=False
    )
    text = forms.CharField(label=_("回答，或为何留待以后"), max_length=300)
    text_en = forms.CharField(label=_("回答（英文）"), max_length=600, required=False)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        collection = question.collection
        fields: Any = self.fields
        fields["part"].queryset = collection.parts.filter(chapter=question.chapter).order_by("kind", "order")
        fields["cases"].queryset = collection.cases.order_by("number")
