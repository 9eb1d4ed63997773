"""The page of one's own sessions: where one is signed in, and an end to it elsewhere."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.models import OpenSession
from qiao.accounts.open_sessions import open_sessions
from qiao.pages.factors.actions import end_sessions

WAYS = {
    "passkey": _("通行密钥"),
    "password": _("密码"),
    "security_key": _("通行密钥"),
    "totp": _("六位数字"),
    "recovery_codes": _("恢复码"),
}


def words_of(way: str) -> str:
    """Return by what a session began, in words."""
    return " + ".join(str(WAYS.get(one, one)) for one in way.split("+"))


@require_http_methods(["GET", "POST"])
@requires("session.end")
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where somebody is signed in; end one elsewhere, or all of them."""
    actor, here = actor_of(request), request.session.session_key
    rows = list(open_sessions(actor.user_id, timezone.now()))
    if request.method == "POST":
        ended = [
            one for one in rows if one.session_key != here and is_meant(one, request.POST.get("end", ""))
        ]
        if ended:
            end_sessions(actor, ended)
            messages.success(request, gettext("已经退出别处的登录。"))
        return redirect("pages:sessions")
    told = [(one, one.session_key == here, words_of(one.way)) for one in rows]
    return render(request, "pages/sessions.html", {"rows": told, "others": len(rows) - 1})


def is_meant(one: OpenSession, said: str) -> bool:
    """Say whether a session is the one named, or every one is meant."""
    if said == "others":
        return True
    try:
        return one.pk == uuid.UUID(said)
    except ValueError:
        return False
