"""Gifts for those who keep the books, and the donor's page, whose right is a code."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_scopes import scope

from qiao.accounts.guard import actor_of, public_page, requires
from qiao.accounts.paging import page_of
from qiao.exceptions import QiaoError, RightMissingError
from qiao.funding import giving
from qiao.funding.gift_forms import GiftCodeForm, GiftForm, InvoiceForm
from qiao.funding.models import Donation, PackBoard
from qiao.intake.reporter.behind_codes import kept_private
from qiao.intake.reporter.code_door import CodeDoor
from qiao.intake.reporter.page import STYLES, PhonePage
from qiao.registry.models import Crisis

INVALID = 422
GIFTS_A_PAGE = 30
PAGE = PhonePage("gift", STYLES, ())
DOOR = CodeDoor(PAGE, "funding/gift_ask.html", "funding:gift_code", GiftCodeForm, giving.find_gift)


def get_gift_for_reader(pk: uuid.UUID) -> Donation:
    """Return a gift of the active organisation."""
    gift: Donation = get_object_or_404(Donation.objects.select_related("campaign", "entry__approval"), pk=pk)
    return gift


@requires("funding.read")
@require_GET
def gift_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the gifts without their donors' names, and take one more."""
    crisis = get_object_or_404(Crisis, slug=slug)
    return _list(request, crisis, GiftForm(crisis=crisis, initial={"on": timezone.localdate()}))


def _list(request: HttpRequest, crisis: Crisis, form: GiftForm, *, status: int = 200) -> HttpResponse:
    gifts = Donation.objects.select_related("campaign", "entry__approval").order_by(
        "-received_on", "-created_at"
    )
    context = {
        "crisis": crisis,
        "page": page_of(request, gifts, GIFTS_A_PAGE),
        "form": form,
        "may_receive": actor_of(request).may("donation.receive"),
    }
    return render(request, "funding/gifts.html", context, status=status)


@requires("donation.receive")
@require_POST
def gift_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Book a gift."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = GiftForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _list(request, crisis, form, status=INVALID)
    facts = form.cleaned_data
    gift = giving.receive_gift(
        actor_of(request),
        form.donor,
        form.parts,
        on=facts["on"],
        campaign=facts["campaign"],
        reference=facts["reference"],
    )
    messages.success(request, _("已入账，等另一人审核。把查询码告诉捐赠人。"))
    return redirect("funding:gift_record", slug, gift.pk)


@requires("funding.read")
@require_GET
def gift_record(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Show a gift: its code, receipt, thanks and what became of it."""
    gift, actor = get_gift_for_reader(pk), actor_of(request)
    initial = {
        "state": gift.invoice,
        "code": gift.invoice_code,
        "number": gift.invoice_number,
        "check": gift.invoice_check,
        "project": gift.invoice_project,
        "on": gift.invoiced_on,
    }
    context = {
        "crisis": get_object_or_404(Crisis, slug=slug),
        "gift": gift,
        "code": giving.code_of(gift) if gift.code_mark else "",
        "became": giving.became_of(gift),
        "form": InvoiceForm(initial=initial),
        "may_receive": actor.may("donation.receive"),
    }
    return render(request, "funding/gift_record.html", context)


@requires("donation.receive")
@require_POST
def gift_act(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Thank the donor, note the receipt, change consent, or see the name."""
    gift = get_gift_for_reader(pk)
    try:
        messages.success(request, _done(request, gift))
    except RightMissingError:
        raise
    except QiaoError as error:
        messages.error(request, error.message(get_language() or "zh-hans"))
    return redirect("funding:gift_record", slug, pk)


def _done(request: HttpRequest, gift: Donation) -> str:
    actor, act = actor_of(request), request.POST.get("act", "")
    if act == "thank":
        giving.thank(actor, gift, now=timezone.now())
        return _("已记下致谢。")
    if act in {"name", "unname"}:
        giving.change_consent(actor, gift, is_named=act == "name")
        return _("已改。")
    if act == "reveal":
        return _("捐赠人：%(name)s（查看已留痕）") % {"name": giving.reveal_donor(actor, gift) or "—"}
    form = InvoiceForm(request.POST)
    if not form.is_valid():
        return _("票据没有保存，请核对日期。")
    giving.note_invoice(actor, gift, form.invoice)
    return _("已记下票据。")


@public_page
@kept_private
@require_http_methods(["GET", "POST"])
def gift_ask(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a gift."""
    return DOOR.ask(request)


@public_page
@kept_private
@require_GET
@DOOR.opens
def gift_code(request: HttpRequest, gift: Donation, code: str) -> HttpResponse:
    """Show a donor what became of the gift; nobody's name stands here."""
    with scope(organization=gift.organization_id):
        return DOOR.show(
            request,
            "funding/gift.html",
            {
                "gift": gift,
                "code": code,
                "became": giving.became_of(gift),
                "board": PackBoard.objects.filter(organization=gift.organization_id).first(),
            },
        )
