"""What people type in the registry."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.accounts.models import User
from qiao.accounts.roles import Role
from qiao.engines.linkage import unseen_signs
from qiao.exceptions import UsccError
from qiao.registry.actions import NOT_APPOINTED
from qiao.registry.fields import Legible, PlaceField, PlacesField, day_input, labelled
from qiao.registry.looks import SHOWN, WORDS, looks_like
from qiao.registry.models import Crisis, Department, Organization, Phase, Qualification
from qiao.registry.queries import OrganizationFilter
from qiao.registry.uscc import read

SLUG = 40
KIND_OF_CODE = {
    "社会团体": Organization.Kind.ASSOCIATION,
    "社会服务机构（民办非企业单位）": Organization.Kind.SERVICE_AGENCY,
    "基金会": Organization.Kind.FOUNDATION,
}


class SearchForm(Legible):
    """A word to look for."""

    q = forms.CharField(label=_("查找"), required=False, max_length=80)


class OrganizationSearch(Legible):
    """Name or code, kind, home."""

    q = forms.CharField(label=_("名称或统一社会信用代码"), required=False, max_length=80)
    kind = forms.ChoiceField(
        label=_("法律形式"), required=False, choices=labelled(Organization.Kind.choices, empty=_("全部"))
    )
    place = PlaceField(label=_("住所地"), required=False)

    @property
    def wanted(self) -> OrganizationFilter:
        """Return the valid part; what is not understood filters nothing."""
        self.is_valid()
        held = self.cleaned_data
        return OrganizationFilter(held.get("q", ""), held.get("kind", ""), held.get("place"))


class PlaceSearch(Legible):
    """A code, the beginning of a code, or a name with what is known around it."""

    q = forms.CharField(label=_("代码、代码前几位，或地名"), required=False, max_length=60)
    context = forms.CharField(label=_("所在省、市（区分同名）"), required=False, max_length=60)
    on = forms.DateField(label=_("按哪天的区划（留空为现行）"), required=False, widget=day_input())


class Named(Legible):
    """A form that takes an organisation's name."""

    name = forms.CharField(label=_("名称"), max_length=120, help_text=_("登记证书上的全称。"))

    def clean_name(self) -> str:
        """Refuse signs that nobody sees: they make two names look like one (SECURITY 2.2, A4)."""
        name = str(self.cleaned_data["name"])
        for position, code in unseen_signs(name):
            raise ValidationError(
                _("名称第 %(position)d 位有看不见的字符（%(code)s）。请删去，或重新手打一遍。"),
                params={"position": position, "code": code},
                code="unseen",
            )
        return name


class RenameForm(Named):
    """What an organisation is called from now on."""


class OrganizationForm(Named):
    """Register an organisation."""

    name_en = forms.CharField(label=_("英文名称"), required=False, max_length=160)
    kind = forms.ChoiceField(label=_("法律形式"), choices=labelled(Organization.Kind.choices))
    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    home = PlaceField(label=_("住所地"), required=False, help_text=_("写到县区，或六位行政区划代码。"))
    registered_on = forms.DateField(label=_("登记日期"), required=False, widget=day_input())
    registrar = forms.CharField(label=_("登记管理机关"), required=False, max_length=120)
    source = forms.CharField(label=_("来源"), required=False, max_length=300)
    is_charity = forms.BooleanField(label=_("认定为慈善组织"), required=False)
    is_another = forms.BooleanField(
        label=_("已核对：与上面列出的不是一家，也不是冒名"), required=False, widget=forms.HiddenInput()
    )

    def clean_uscc(self) -> str:
        """Return the code in its one spelling, or say which sign is wrong."""
        value = str(self.cleaned_data["uscc"])
        if not value:
            return ""
        try:
            found = read(value)
        except UsccError as error:
            raise ValidationError(error.message(get_language() or "zh-hans"), code=error.code) from error
        if Organization.objects.filter(uscc=found.code).exists():
            raise ValidationError(_("名录里已有这个代码的组织。"), code="known")
        expected = KIND_OF_CODE.get(found.legal_form)
        if expected and self.cleaned_data.get("kind") not in {expected, None}:
            raise ValidationError(
                _("按代码这是“%(form)s”，与所选的法律形式不同。请核对证书。"),
                params={"form": _(expected.label)},
                code="form",
            )
        return found.code

    def clean_registered_on(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["registered_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("日期不能晚于今天。"), code="future")
        return day

    def clean(self) -> dict[str, Any]:
        """A name stands once for each home."""
        facts = super().clean() or {}
        same = Organization.objects.filter(name=facts.get("name"), home=facts.get("home"))
        if "home" in facts and same.exists():
            self.add_error("name", _("名录里已有同名、同住所地的组织。"))
        elif facts.get("name") and not facts.get("is_another"):
            self._warn_of_looks(facts["name"])
        return facts

    def _warn_of_looks(self, name: str) -> None:
        """Ask once more where the name looks like a registered one's."""
        for other, reasons in looks_like(name)[:SHOWN]:
            self.add_error(
                None,
                ValidationError(
                    _("看起来像“%(name)s”（代码 %(uscc)s）：%(why)s。请核对是不是同一家。"),
                    params={
                        "name": other.name,
                        "uscc": other.uscc or _("未登记"),
                        "why": ", ".join(str(WORDS[one]) for one in reasons),
                    },
                    code="looks_like",
                ),
            )
        if self.non_field_errors():
            self.fields["is_another"].widget = forms.CheckboxInput(attrs={"class": "form-check-input"})

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the action registers."""
        return {name: value for name, value in self.cleaned_data.items() if name != "is_another"}


class QualificationForm(Legible):
    """A dated certificate."""

    prefix = "qualification"
    kind = forms.ChoiceField(label=_("种类"), choices=labelled(Qualification.Kind.choices))
    number = forms.CharField(label=_("证书编号"), required=False, max_length=60)
    valid_from = forms.DateField(label=_("起"), widget=day_input())
    valid_to = forms.DateField(label=_("止"), required=False, widget=day_input())
    source = forms.CharField(label=_("来源"), max_length=300, help_text=_("例如证书、慈善中国查询页。"))

    def clean(self) -> dict[str, Any]:
        """A certificate does not end before it begins."""
        facts = super().clean() or {}
        begins, ends = facts.get("valid_from"), facts.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("资质的截止日期不能早于开始日期。"))
        return facts


class DepartmentForm(Legible):
    """A department that can answer."""

    name = forms.CharField(label=_("名称"), max_length=120)
    name_en = forms.CharField(label=_("英文名称"), required=False, max_length=160)
    place = PlaceField(label=_("所辖地域"), required=False)
    mandate = forms.CharField(label=_("职责"), required=False, max_length=300)

    def clean_name(self) -> str:
        """A department is registered once."""
        name = str(self.cleaned_data["name"])
        if Department.objects.filter(name=name).exists():
            raise ValidationError(_("名录里已有这个部门。"), code="known")
        return name


class AppointmentForm(Legible):
    """Somebody with an account, and a role."""

    prefix = "appointment"
    username = forms.CharField(label=_("用户名"), max_length=150)
    role = forms.ChoiceField(label=_("角色"))

    def __init__(self, *args: Any, may_appoint_operators: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closed = NOT_APPOINTED if may_appoint_operators else NOT_APPOINTED | {Role.OPERATOR}
        offered = [(value, label) for value, label in Role.choices if value not in closed]
        self.fields["role"].choices = labelled(offered)  # type: ignore[attr-defined]

    def clean_username(self) -> User:
        """Return the user of that name."""
        found = User.objects.filter(username=self.cleaned_data["username"]).first()
        if found is None:
            raise ValidationError(_("没有这个用户名。账户由系统运维建立。"), code="unknown")
        return found


class CrisisForm(Legible):
    """Open a crisis."""

    name = forms.CharField(label=_("名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), required=False, max_length=120)
    hazard = forms.ChoiceField(label=_("类型"), choices=labelled(Crisis.Hazard.choices))
    began_on = forms.DateField(label=_("开始日期"), widget=day_input())
    places = PlacesField(
        label=_("涉及地域"), help_text=_("一处一行，或用顿号隔开。写到县区最有用；写到市、省也可以。")
    )
    slug = forms.SlugField(
        label=_("短名"),
        required=False,
        max_length=SLUG,
        help_text=_("用在网址里的英文字母和数字；留空则按名称的拼音生成。"),
    )
    glide = forms.CharField(label=_("GLIDE 编号"), required=False, max_length=30)
    recovery_on = forms.DateField(
        label=_("恢复阶段自"), required=False, widget=day_input(), help_text=_("救援阶段从开始日期算起。")
    )
    advocacy_on = forms.DateField(label=_("倡导阶段自"), required=False, widget=day_input())
    is_sample = forms.BooleanField(label=_("这是演练（示例数据）"), required=False)

    def clean(self) -> dict[str, Any]:
        """Give the crisis a short name of its own, and its phases an order."""
        facts = super().clean() or {}
        for field in ("recovery_on", "advocacy_on"):
            begins = facts.get("began_on")
            if begins and facts.get(field) and facts[field] < begins:
                self.add_error(field, _("阶段不能早于开始日期。"))
        if self.errors:
            return facts
        facts["slug"] = facts["slug"] or self._short_name(facts)
        if Crisis.objects.filter(slug=facts["slug"]).exists():
            self.add_error("slug", _("这个短名已经用过，请换一个。"))
        return facts

    def _short_name(self, facts: dict[str, Any]) -> str:
        """Return the name in pinyin with the year."""
        from pypinyin import lazy_pinyin  # 0.3 s and 30 MB that other pages need not pay

        spoken = facts["name_en"] or " ".join(lazy_pinyin(facts["name"]))
        year = str(facts["began_on"].year)
        stem = slugify(spoken)[: SLUG - len(year) - 1].strip("-") or "crisis"
        return stem if year in stem else f"{stem}-{year}"

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the action opens."""
        held = dict(self.cleaned_data)
        phases = {
            Phase.Focus.RECOVERY.value: held.pop("recovery_on"),
            Phase.Focus.ADVOCACY.value: held.pop("advocacy_on"),
        }
        return held | {"phases": phases}
