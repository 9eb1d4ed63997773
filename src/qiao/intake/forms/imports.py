"""Forms of the import of tables: the file or a pasted range, what its columns are, how to load it."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qiao.intake.forms.voices import LARGEST_FILE, Submission
from qiao.intake.models import ImportBatch
from qiao.intake.sources.tables import Block, Direction, Plan, Role
from qiao.intake.sources.tables.columns import SEVERAL
from qiao.registry.fields import Legible, labelled

LONGEST_PASTED = 500_000
ROLE_WORDS = (
    (Role.IGNORE, _("不读（只留原文）")),
    (Role.ITEM, _("物资名称")),
    (Role.QUANTITY, _("数量")),
    (Role.UNIT, _("计量单位")),
    (Role.SPEC, _("规格")),
    (Role.AMOUNT, _("数量：表头就是物资")),
    (Role.GOODS, _("物资清单（一格多种）")),
    (Role.PARTY, _("单位")),
    (Role.DONOR, _("捐赠方")),
    (Role.RECIPIENT, _("接收方")),
    (Role.PROVINCE, _("省")),
    (Role.CITY, _("市")),
    (Role.DISTRICT, _("区县")),
    (Role.PLACE, _("地点")),
    (Role.ADDRESS, _("详细地址")),
    (Role.CONTACT, _("联系人")),
    (Role.PHONE, _("电话")),
    (Role.DATE, _("日期")),
    (Role.DIRECTION, _("需求还是资源")),
    (Role.REMARK, _("备注")),
)
DIRECTION_WORDS = (
    (Direction.NEED, _("需求：谁缺什么")),
    (Direction.OFFER, _("资源：谁捐什么、能供什么")),
    (Direction.INFO, _("信息：已发放、名单等，只存不建")),
)


class ImportForm(Submission):
    """A table: as a file, or as a range copied from a spreadsheet."""

    file = forms.FileField(
        label=_("表格文件"),
        required=False,
        max_length=300,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
    )
    pasted = forms.CharField(
        label=_("或者从 Excel、WPS 里复制，粘贴在这里"),
        required=False,
        max_length=LONGEST_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise ValidationError(_("文件超过 10 MB，请只留需要的工作表。"))
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        facts = super().clean() or {}
        if not self.errors and not facts.get("file") and not (facts.get("pasted") or "").strip():
            self.add_error("file", _("请选一个文件，或粘贴一块表格。"))
        return facts


class PlanForm(Legible):
    """What the columns of one table are, and which way its rows go."""

    direction = forms.ChoiceField(label=_("每一行是"), choices=DIRECTION_WORDS, widget=forms.RadioSelect)
    header_row = forms.IntegerField(label=_("表头在第几行"), min_value=1, max_value=100_000)
    header_lines = forms.TypedChoiceField(
        label=_("表头占"), choices=((1, _("一行")), (2, _("两行"))), coerce=int
    )
    fill_down = forms.BooleanField(label=_("单位空着的，沿用上一行"), required=False)
    one_is_open = forms.BooleanField(label=_("数量“1”表示不限量"), required=False)
    keep_repeats = forms.BooleanField(label=_("以前载入过的相同行，再载一次"), required=False)

    def __init__(self, *args: Any, block: Block, **kwargs: Any) -> None:
        self.block = block
        super().__init__(*args, **kwargs)
        for index, header in enumerate(block.headers):
            select = forms.Select(attrs={"class": "form-select form-select-sm", "aria-label": header})
            self.fields[f"role_{index}"] = forms.ChoiceField(
                label=header or str(index + 1), choices=ROLE_WORDS, required=False, widget=select
            )

    @property
    def settings(self) -> list[forms.BoundField]:
        """Return the fields that are not columns, without the direction."""
        names = ("header_row", "header_lines", "fill_down", "one_is_open", "keep_repeats")
        return [self[name] for name in names]

    @property
    def columns(self) -> list[forms.BoundField]:
        """Return the field of each column, in the order of the table."""
        return [self[f"role_{index}"] for index in range(len(self.block.headers))]

    def clean(self) -> dict[str, Any]:
        """Refuse two columns of a kind of which a row has only one."""
        facts = super().clean() or {}
        held: dict[str, int] = {}
        for index in range(len(self.block.headers)):
            role = facts.get(f"role_{index}") or Role.IGNORE
            if role in held and role not in SEVERAL:
                words = {str(one): str(word) for one, word in ROLE_WORDS}
                message = _("“%(word)s”已经是第 %(first)d 列，只能有一列。")
                self.add_error(f"role_{index}", message % {"word": words[str(role)], "first": held[role] + 1})
            held.setdefault(role, index)
        return facts

    def plan(self, *, year: int | None) -> Plan:
        """Return the plan that the checked form describes."""
        facts = self.cleaned_data
        return Plan(
            roles={
                index: Role(facts.get(f"role_{index}") or Role.IGNORE)
                for index in range(len(self.block.headers))
            },
            direction=Direction(facts["direction"]),
            fill_down=facts["fill_down"],
            open_marks=frozenset({"1"}) if facts["one_is_open"] else frozenset(),
            year=year,
        )


def plan_initial(block: Block, plan: Plan, *, keep_repeats: bool = False) -> Mapping[str, Any]:
    """Return what a form of columns shows at first for a plan."""
    return {
        "direction": str(plan.direction),
        "header_row": block.header_row,
        "header_lines": block.header_lines,
        "fill_down": plan.fill_down,
        "one_is_open": bool(plan.open_marks),
        "keep_repeats": keep_repeats,
        **{f"role_{index}": str(role) for index, role in plan.roles.items()},
    }


class LoadForm(Legible):
    """What to do where rows cannot be loaded."""

    policy = forms.ChoiceField(
        label=_("遇到不能载入的行"),
        choices=labelled(ImportBatch.Policy.choices),
        widget=forms.RadioSelect,
        initial=ImportBatch.Policy.SKIP,
    )


class AgainForm(Legible):
    """One more batch of the same file."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
