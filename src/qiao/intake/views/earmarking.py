"""With the receipt code: say whom an offer is for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.accounts.roles import Actor
from qiao.exceptions import LineAlreadyDecidedError, NoticePersonalError
from qiao.intake import queries
from qiao.intake.actions.earmarking import earmark_offer
from qiao.intake.forms.offers import EarmarkForm
from qiao.intake.models import Offer, Report
from qiao.intake.views.answering import INVALID
from qiao.intake.views.status import back_to_status, status_page, with_code


@require_POST
@with_code
def status_earmark(request: HttpRequest, report: Report) -> HttpResponse:
    """Write down a county, a unit or a purpose; or take it back."""
    told = {
        str(one.pk): one for one in queries.voices_of(queries.thread_of(report)) if isinstance(one, Offer)
    }
    offer = told.get(request.POST.get("voice", ""))
    if offer is None:
        return status_page(request, report, status=INVALID, refusal=_("请在您提供的那一件下面选。"))
    form = EarmarkForm(request.POST, auto_id=False)
    if not form.is_valid():
        return status_page(request, report, status=INVALID, earmark_form=form)
    try:
        earmark_offer(Actor.reporter(report.organization_id), offer, **form.cleaned_data)
    except NoticePersonalError:
        form.add_error("purpose", _("用途里请不要写电话、证件号、账号或邮箱。"))
        return status_page(request, report, status=INVALID, earmark_form=form)
    except LineAlreadyDecidedError as error:
        refusal = error.message(get_language() or "zh-hans")
        return status_page(request, report, status=error.status, refusal=refusal)
    messages.success(request, _("记下了，分配时照办。"))
    return back_to_status(request)
