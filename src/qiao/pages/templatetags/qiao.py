"""Tags and filters of every page. Load with {% load qiao %}."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from qiao.accounts.roles import Role
from qiao.intake.models import Need
from qiao.pages import words
from qiao.pages.menu import address
from qiao.pages.trace import Knot, knots_of
from qiao.registry.models import QuantityKind

register = template.Library()
NOTHING = mark_safe('<span class="quiet">—</span>')
PERCENT = 100


@register.filter
def tr(text: object) -> str:
    """Translate a Chinese label while the page is made: {{ need.get_state_display|tr }}."""
    return words.translated(text)


@register.filter
def named(thing: object) -> str:
    """Say the name of an item, place, organisation or crisis in the language of the page."""
    return words.name_of(thing)


@register.filter
def role_word(role: str) -> str:
    """Say a role: {{ role|role_word }}."""
    return words.translated(Role(role).label)


@register.filter
def break_word(reason: str) -> str:
    """Say why the trail does not hold at an entry."""
    return words.break_text(reason)


@register.filter
def verb_word(verb: str) -> str:
    """Say what a verb of the table of rights does."""
    return words.verb_text(verb)


@register.filter
def age(moment: datetime | date | None) -> SafeString:
    """Say how old a moment is, with the full moment on hover: <time>3 小时前</time>."""
    if moment is None:
        return NOTHING
    if not isinstance(moment, datetime):
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), moment.isoformat())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        words.moment_text(moment),
        words.age_text(moment, timezone.now()),
    )


@register.filter
def moment(at: datetime | None) -> SafeString:
    """Say a moment in full: <time>2020-02-01 16:00</time>. On pages that are printed or passed on, where no age holds."""
    if at is None:
        return NOTHING
    return format_html(
        '<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), words.moment_text(at)
    )


@register.filter
def amount(number: int | str | None, thing: Any = None) -> SafeString:
    """Say a whole number with its unit: {{ match.quantity|amount:need }}, or |amount:"只"."""
    if number is None or number == "":  # a missing relation comes as an empty text
        return NOTHING
    item = getattr(thing, "item", None)
    unit = thing if isinstance(thing, str) else getattr(thing, "unit", "")
    return format_html(
        '<span class="qty"><b>{}</b> {}</span>', f"{number:,}", words.unit_text(unit, item or thing)
    )


@register.filter
def quantity(record: Any) -> SafeString:
    """Say a quantity by its kind: 2,000 只, 200–300 箱, 不限量, 未知. Unknown is never 0."""
    if record.quantity is None:
        kind = str(record.quantity_kind)
        css = {"OPEN": "qty-open", "NONE": "qty-none"}.get(kind, "qty-unknown")
        return format_html('<span class="qty {}">{}</span>', css, words.quantity_words(kind))
    number = f"{record.quantity:,}"
    if record.quantity_kind == QuantityKind.RANGE:
        number = f"≥ {number}" if record.quantity_max is None else f"{number}–{record.quantity_max:,}"
    unit = words.unit_text(record.unit, getattr(record, "item", None))
    return format_html('<span class="qty"><b>{}</b> {}</span>', number, unit)


@register.filter
def tier(level: int, form: str = "") -> SafeString:
    """Show the urgency of a need as a badge; |tier:"short" shows only its degree."""
    whole = words.translated(Need.Tier(level).label)
    degree = whole.replace(":", "：").split("：")[0]
    shown = degree if form == "short" else whole
    return format_html('<span class="tier tier-{}" title="{}">{}</span>', int(level), whole, shown)


@register.filter
def state(record: Any) -> SafeString:
    """Show the state of a record as a badge, coloured by what it means."""
    tone = words.tone_of(record, str(record.state))
    return format_html('<span class="state tone-{}">{}</span>', tone, tr(record.get_state_display()))


@register.simple_tag
def badge(text: object, tone: str = "past") -> SafeString:
    """Show a short word as a badge; tone is wait, go, move, done, stop or past."""
    return format_html('<span class="state tone-{}">{}</span>', tone, tr(text))


@register.simple_tag
def sample_badge(record: Any) -> str:
    """Mark an invented record as 示例数据."""
    if not getattr(record, "is_sample", False):
        return ""
    return format_html('<span class="badge-q sample">{}</span>', gettext("示例数据"))


@register.filter
def km(distance_km: float | None) -> SafeString | str:
    """Say a distance: 123 公里."""
    if distance_km is None:
        return NOTHING
    unit = gettext("公里")  # outside the f-string, where the catalogue's reader finds it
    return f"{distance_km:,.0f} {unit}"


@register.filter
def percent(share: float | None, digits: int = 0) -> SafeString | str:
    """Say a share of one in per cent."""
    return NOTHING if share is None else f"{share * PERCENT:.{digits}f}%"


@register.filter
def yuan(amount_fen: int | None) -> SafeString | str:
    """Say an amount kept in fen: ¥1,234.50."""
    if amount_fen is None:
        return NOTHING
    sign = "−" if amount_fen < 0 else ""
    whole, rest = divmod(abs(amount_fen), words.FEN)
    return f"{sign}¥{whole:,}.{rest:02d}"


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of static/qiao/icons.svg. It is decoration: the words stand beside it."""
    href = static("qiao/icons.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', href, name
    )


@register.simple_tag
def maybe_url(name: str, *args: object) -> str:
    """Return the address called `name`, or nothing where that page does not exist."""
    return address(name, *args)


@register.inclusion_tag("pages/_chain.html")
def chain_strip(record: Any) -> Mapping[str, list[Knot]]:
    """Show which links of the chain a record has, before and after it, each leading to the trace page."""
    return {"knots": knots_of(record)}


@register.inclusion_tag("pages/_figure.html")
def figure(label: str, value: object, **more: object) -> dict[str, object]:
    """Show a key figure. More: unit, at (moment, shown as age), source (words), note, href, tone (red …)."""
    shown = f"{value:,}" if isinstance(value, int) else value
    return {"label": label, "value": shown, **more}


@register.inclusion_tag("pages/_empty.html")
def empty_state(title: str, text: str = "", href: str = "", action: str = "") -> dict[str, str]:
    """Say that there is nothing yet, and invite the next step."""
    return {"title": title, "text": text, "href": href, "action": action}


@register.inclusion_tag("pages/_chart.html")
def chart(name: str, data: Mapping[str, Any]) -> dict[str, object]:
    """Draw a chart with its table. Data: kind bar|line|stack|rows, categories, series [{name, values}], unit, title."""
    rows = [
        (category, [one["values"][index] for one in data["series"]])
        for index, category in enumerate(data["categories"])
    ]
    return {"name": name, "data": data, "rows": rows}


@register.filter
def lookup(table: Mapping[Any, Any], key: object) -> Any:
    """Return what a mapping holds under `key`: {{ by_account|lookup:one.value }}."""
    return table.get(key)


@register.simple_tag(takes_context=True)
def whole_url(context: Mapping[str, Any], path: str) -> str:
    """Return the whole address of a path, as what is shared outside needs it."""
    request: HttpRequest = context["request"]
    return request.build_absolute_uri(path)
