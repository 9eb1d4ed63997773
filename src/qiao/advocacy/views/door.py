"""The department's door: a page without an account, opened by a link; and where a coordinator gives and closes links."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.accounts.guard import actor_of, public_page, requires
from qiao.advocacy.actions import door as actions
from qiao.advocacy.door_facts import door_page
from qiao.advocacy.forms.door import AnswerForm, LinkForm
from qiao.advocacy.models import DepartmentAnswer, DepartmentLink
from qiao.exceptions import DoorClosedError, DoorTooManyError
from qiao.intake.reporter.behind_codes import kept_private
from qiao.registry.models import Crisis


def get_link_for_keeper(pk: uuid.UUID) -> DepartmentLink:
    """Return a link of the organisation at work."""
    link: DepartmentLink = get_object_or_404(DepartmentLink.objects.all(), pk=pk)
    return link


def get_link_for_secret(secret: str) -> DepartmentLink:
    """Return the link a secret opens."""
    return actions.find_link(secret, now=timezone.now())


@public_page
@kept_private
@require_http_methods(["GET", "POST"])
def department(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a department what was found in its area and what is asked of it; take its answer."""
    try:
        link = get_link_for_secret(secret)
    except DoorClosedError as error:
        words = error.message(get_language() or "zh-hans")
        return render(request, "advocacy/door_closed.html", {"words": words}, status=error.status)
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        item = actions.items_for(link, form.cleaned_data["item"]) if form.is_valid() else None
        if item is not None:
            facts = {one: form.cleaned_data[one] for one in ("answer", "text", "reference")}
            try:
                actions.answer_item(link, item, now=timezone.now(), **facts)
            except DoorTooManyError as error:
                form.add_error(None, error.message(get_language() or "zh-hans"))
                status = error.status
            else:
                messages.success(request, _("答复已记下，谢谢。对方会看到。"))
                return redirect(f"{reverse('advocacy:department', args=[secret])}#item-{item.pk}")
    page = door_page(link, now=timezone.now())
    context = {
        "link": link,
        "page": page,
        "secret": secret,
        "answers": DepartmentAnswer.Answer,
        "form": form if form.is_bound else None,
        "faulty": str(form.data.get("item", "")) if form.is_bound else "",
    }
    return render(request, "advocacy/door.html", context, status=status)


@requires("department_link.make")
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, slug: str) -> HttpResponse:
    """List the links of a crisis and open a new one; its address is shown once."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = LinkForm(request.POST or None, crisis=crisis)
    address = ""
    if request.method == "POST" and form.is_valid():
        secret = actions.new_secret()
        actions.make_link(actor_of(request), crisis, now=timezone.now(), secret=secret, **form.cleaned_data)
        address = request.build_absolute_uri(reverse("advocacy:department", args=[secret]))
        form = LinkForm(crisis=crisis)
    rows = DepartmentLink.objects.filter(crisis=crisis).select_related("department", "place", "made_by")
    context = {"crisis": crisis, "form": form, "links": rows, "address": address, "now": timezone.now()}
    return render(request, "advocacy/links.html", context, status=422 if form.errors else 200)


@requires("department_link.close")
@require_POST
def link_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close a link for good."""
    link = get_link_for_keeper(pk)
    actions.close_link(actor_of(request), link, now=timezone.now())
    messages.success(request, _("链接已关闭，对方再也打不开。"))
    return redirect("advocacy:links", link.crisis.slug)
