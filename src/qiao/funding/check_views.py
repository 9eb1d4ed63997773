"""Checking the books: walk their chain, compare them with a checkpoint kept outside, take a new one to keep."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import CheckpointError
from qiao.funding.checkpointing import take_checkpoint
from qiao.funding.checks import chain_breaks, heads, heads_breaks
from qiao.registry.fields import Legible
from qiao.trail.checks import compare
from qiao.trail.signed import kept, public_key, read, signature_breaks

INVALID = 422
LARGEST = 2**18
SHOWN = 50


class CheckForm(Legible):
    """A checkpoint that was kept."""

    file = forms.FileField(
        label=gettext_lazy("以前存下的校验点"), widget=forms.FileInput(attrs={"accept": ".json"})
    )

    def clean_file(self) -> Any:
        """Return what the file says."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(CheckpointError().message(get_language() or "zh"), code="checkpoint")
        try:
            return read(file.read().decode("utf-8"))
        except (UnicodeDecodeError, CheckpointError) as error:
            raise ValidationError(
                CheckpointError().message(get_language() or "zh"), code="checkpoint"
            ) from error


@requires("ledger.check")
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Show how long the books are; with a checkpoint, whether they still hold what it signed."""
    owner = actor_of(request).acts_for
    form = CheckForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "form": form,
        "head": next(iter(heads(owner)), None),
        "key": public_key(),
        "may_take": actor_of(request).may("ledger.checkpoint"),
    }
    if request.method == "POST" and form.is_valid():
        context |= _judged(owner, form.cleaned_data["file"])
    return render(request, "funding/ledger_check.html", context, status=INVALID if form.errors else 200)


def _judged(owner: Any, said: Any) -> dict[str, Any]:
    found = signature_breaks(said)
    if "content" not in said:
        found = [_("这个校验点没有签名，只能核对流转记录")]
    elif not found:
        part = said["content"]["parts"].get("ledger", [])
        found = heads_breaks([one for one in part if one["organization"] == str(owner)])
    against = compare(kept(said))
    if against is not None:
        found.append(_("流转记录第 %(n)s 条：%(why)s") % {"n": against.sequence, "why": against.reason})
    found += chain_breaks(owner)
    return {"judged": True, "breaks": found[:SHOWN], "more": max(len(found) - SHOWN, 0), "at": kept(said).at}


@requires("ledger.checkpoint")
@require_GET
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Hand a signed checkpoint out."""
    now = timezone.now()
    answer = HttpResponse(
        take_checkpoint(actor_of(request), now=now), content_type="application/json; charset=utf-8"
    )
    day = timezone.localdate(now).isoformat()
    answer["Content-Disposition"] = f'attachment; filename="ledger-checkpoint-{day}.json"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
