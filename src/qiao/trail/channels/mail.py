"""E-mail through the operator's server. The Message-ID stays the same however often it is tried."""

import smtplib
from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage

from qiao.trail.channels.message import Message, SendError


def send(address: Mapping[str, str], message: Message) -> None:
    """Send an e-mail to one address."""
    if not settings.EMAIL_HOST:
        raise SendError("no_mail_server")
    mail = EmailMessage(
        subject=message.title,
        body=f"{message.text}\n\n{message.link}\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address["to"]],
        headers={"Message-ID": f"<{message.key}@qiao>", "Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except (
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPSenderRefused,
        smtplib.SMTPAuthenticationError,
    ) as error:
        raise SendError("mail_refused", permanent=True) from error
    except (OSError, smtplib.SMTPException) as error:
        raise SendError("mail_server") from error
