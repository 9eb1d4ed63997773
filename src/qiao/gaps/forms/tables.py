"""Forms of others' tables: the file, what its columns are, how to load it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qiao.gaps.models import FigureBatch, OfficialFigure
from qiao.gaps.tables import SEVERAL, Column, Content, FigurePlan
from qiao.gaps.tables.columns import HELD_BY
from qiao.gaps.words.tables import COLUMN_WORDS
from qiao.intake.forms.voices import LARGEST_FILE, Submission
from qiao.registry.fields import Legible, day_input, labelled
from qiao.registry.models import Item

POLICIES = (("SKIP", _("跳过有错的行")), ("ALL", _("全部载入，否则一行不载")))


class TableForm(Submission):
    """A table of others, as a file."""

    content = forms.ChoiceField(
        label=_("表里是"), choices=labelled(FigureBatch.Content.choices), widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("表格文件"),
        max_length=300,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
        help_text=_("XLSX、XLS、ODS、CSV、TSV，不超过 10 MB、两万行；HXL 标签行认得。"),
    )
    number = forms.IntegerField(
        label=_("文件里的第几张表"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("空着取最长的一张。"),
    )
    header_row = forms.IntegerField(
        label=_("表头在第几行"), min_value=1, max_value=20_000, required=False, help_text=_("空着由系统找。")
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise ValidationError(_("文件超过 10 MB，请只留需要的工作表。"))
        return file


class ColumnsForm(Legible):
    """What the columns of one table are, and what holds where a row says nothing."""

    source = forms.CharField(
        label=_("来源"), max_length=300, required=False, help_text=_("哪个部门、哪份通报，能让别人找得到。")
    )
    day = forms.DateField(
        label=_("发布日期"), required=False, widget=day_input(), help_text=_("行里写了日期的，照行里的。")
    )
    side = forms.ChoiceField(label=_("哪一方"), choices=labelled(OfficialFigure.Side.choices), required=False)
    kind = forms.ChoiceField(
        label=_("没写明口径的数是"), choices=labelled(OfficialFigure.Kind.choices), required=False
    )
    item = forms.ModelChoiceField(
        Item.objects.all(),
        label=_("整张表只说一种物资"),
        required=False,
        to_field_name="code",
        empty_label=_("（不是）"),
    )
    stated_by = forms.CharField(label=_("发布者"), max_length=120, required=False)
    fill_down = forms.BooleanField(label=_("空着的地点、日期，沿用上一行"), required=False)

    def __init__(self, *args: Any, batch: FigureBatch, **kwargs: Any) -> None:
        self.batch = batch
        super().__init__(*args, **kwargs)
        if batch.content != FigureBatch.Content.FIGURES:
            for name in ("side", "kind", "item", "stated_by"):
                del self.fields[name]
        held = HELD_BY[Content(batch.content)]
        choices = [(one, COLUMN_WORDS[one]) for one in Column if one in held]
        for index, header in enumerate(batch.headers):
            select = forms.Select(attrs={"class": "form-select form-select-sm", "aria-label": header})
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=header or str(index + 1), choices=choices, required=False, widget=select
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        """Return the field of each column, in the order of the table."""
        return [self[f"column_{index}"] for index in range(len(self.batch.headers))]

    @property
    def settings(self) -> list[forms.BoundField]:
        """Return the fields that are not columns."""
        return [self[name] for name in self.fields if not name.startswith("column_")]

    def clean(self) -> dict[str, Any]:
        """Refuse two columns of a kind of which a row has only one."""
        facts = super().clean() or {}
        held: dict[str, int] = {}
        for index in range(len(self.batch.headers)):
            column = facts.get(f"column_{index}") or Column.IGNORE
            if column in held and column not in SEVERAL:
                message = _("“%(word)s”已经是第 %(first)d 列，只能有一列。")
                words = {"word": COLUMN_WORDS[Column(column)], "first": held[column] + 1}
                self.add_error(f"column_{index}", message % words)
            held.setdefault(column, index)
        return facts

    def plan(self) -> FigurePlan:
        """Return the plan that the checked form describes."""
        facts, batch = self.cleaned_data, self.batch
        item = facts.get("item")
        return FigurePlan(
            content=Content(batch.content),
            columns={
                index: Column(facts.get(f"column_{index}") or Column.IGNORE)
                for index in range(len(batch.headers))
            },
            source=facts["source"].strip(),
            day=facts["day"],
            stated_by=facts.get("stated_by", "").strip(),
            side=facts.get("side") or "OFFICIAL",
            kind=facts.get("kind") or "NEED",
            item=item.code if item else "",
            fill_down=facts["fill_down"],
            year=batch.crisis.began_on.year,
            tags=tuple(batch.tags),
        )


def plan_initial(plan: FigurePlan) -> Mapping[str, Any]:
    """Return what a form of columns shows at first for a plan."""
    return {
        "source": plan.source,
        "day": plan.day,
        "side": plan.side,
        "kind": plan.kind,
        "item": plan.item,
        "stated_by": plan.stated_by,
        "fill_down": plan.fill_down,
        **{f"column_{index}": str(column) for index, column in plan.columns.items()},
    }


class LoadForm(Legible):
    """What to do where rows cannot be loaded."""

    policy = forms.ChoiceField(
        label=_("遇到不能载入的行"), choices=POLICIES, widget=forms.RadioSelect, initial="SKIP"
    )
