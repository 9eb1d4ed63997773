"""Who may come in, and over what: addresses, HTTPS, second factors, certificates of our own."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from allauth.mfa.models import Authenticator
from cryptography import x509
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.db.models import Q
from django.utils import timezone

from qiao.accounts.sessions import NEEDS_SECOND, SECOND
from qiao.pages.factors.place import configured, is_local, is_number
from qiao.project.doctor.finding import Finding, broken, good, warning
from qiao.project.network import is_loopback
from qiao.registry.models import Appointment

EXPIRES_SOON = timedelta(days=14)
LOCAL = ("localhost",)


def addresses() -> list[Finding]:
    """Look whether the site is meant for others, and then encrypted."""
    if settings.DEBUG:
        return [
            broken(
                ("调试模式开着，出错会泄露内部", "Debug mode is on and shows the inside"),
                ("去掉 QIAO_DEBUG", "Unset QIAO_DEBUG"),
            )
        ]
    beyond = [one for one in settings.ALLOWED_HOSTS if one not in LOCAL and not is_loopback(one.strip("[]"))]
    if beyond and not settings.QIAO_HTTPS:
        said = (f"{'、'.join(beyond)} 不加密", f"{', '.join(beyond)} are served without encryption")
        return [
            broken(
                said,
                ("前面放 HTTPS 代理，设 QIAO_HTTPS=1", "Put an HTTPS proxy in front and set QIAO_HTTPS=1"),
            )
        ]
    return [good("只在本机，或经 HTTPS", "This machine only, or over HTTPS")]


def deployment() -> list[Finding]:
    """Ask Django's own checks of a deployment, where the site is meant for others."""
    if not settings.QIAO_HTTPS:
        return []
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    return [
        warning((f"{one.id} {one.msg}", f"{one.id} {one.msg}"), (str(one.hint or ""), str(one.hint or "")))
        for one in found
        if not one.is_silenced()
    ]


def second_factors() -> list[Finding]:
    """Count who may do much and signs in by a password alone."""
    today = timezone.localdate()
    at_work = Appointment.objects.filter(Q(until__isnull=True) | Q(until__gte=today), role__in=NEEDS_SECOND)
    without = at_work.exclude(user__in=Authenticator.objects.filter(type__in=SECOND).values("user"))
    count = without.filter(user__is_active=True).values("user").distinct().count()
    if not count:
        return [good("要职都有两步验证", "Everybody with much to do has a second factor")]
    said = (f"{count} 个要职账户没有两步验证", f"{count} accounts with much to do have no second factor")
    return [
        warning(
            said,
            (
                "请他们在账户菜单的“两步验证”里打开",
                "Ask them to turn it on under “Two-factor sign-in” in the account menu",
            ),
        )
    ]


def passkeys() -> list[Finding]:
    """Look whether passkeys work at the site's address, and whether those that people have are of that address."""
    told = configured().hostname
    known = [told] if told else [one.strip(".[]") for one in settings.ALLOWED_HOSTS]
    names = [one for one in known if not is_number(one)]
    if not names:
        return [
            good(
                "地址是数字，通行密钥用不了；用身份验证器应用",
                "The address is a number: no passkeys there, authenticator apps instead",
            )
        ]
    is_plain = configured().scheme == "http" if told else not settings.QIAO_HTTPS
    beyond = [one for one in names if not is_local(one)]
    if beyond and is_plain:
        said = (
            f"{beyond[0]} 不加密，浏览器不给用通行密钥",
            f"{beyond[0]} is not encrypted: browsers allow no passkeys there",
        )
        return [
            warning(
                said,
                ("前面放 HTTPS 代理，设 QIAO_HTTPS=1", "Put an HTTPS proxy in front and set QIAO_HTTPS=1"),
            )
        ]
    return [
        good(f"通行密钥在 {'、'.join(names)} 可用", f"Passkeys work at {', '.join(names)}"),
        *of_another_name(names),
    ]


def of_another_name(names: list[str]) -> list[Finding]:
    """Count passkeys made while the site had another name: they open nothing any more."""
    here = {sha256(one.encode()).digest() for one in names}
    held = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    away = [one for one in held.iterator() if one.wrap().authenticator_data.rp_id_hash not in here]
    if not away:
        return []
    said = (
        f"{len(away)} 把通行密钥是为别的地址做的，现在登不进来",
        f"{len(away)} passkeys were made for another address and open nothing now",
    )
    remedy = (
        "请主人用密码和恢复码登录，在“两步验证”里移除旧的、重新添加",
        "Their owners sign in by password and recovery code, remove them under “Two-factor sign-in” and add new ones",
    )
    return [warning(said, remedy)]


def own_certificate() -> list[Finding]:
    """Look how long the certificate of --lan is good for, where there is one."""
    path = settings.DATA / "tls" / "server.crt"
    if not path.exists():
        return []
    until = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    days = (until - datetime.now(UTC)).days
    if until - datetime.now(UTC) > EXPIRES_SOON:
        return [good(f"局域网证书还有 {days} 天", f"The certificate of --lan is good for {days} days")]
    said = (f"局域网证书还有 {days} 天", f"The certificate of --lan is good for {days} days more")
    return [warning(said, ("重启 serve --lan，会重新生成", "Start serve --lan again: it makes a new one"))]
