"""Tells the owner of a handover by e-mail, over the business's own SMTP server."""

import asyncio
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal

from pydantic import SecretStr

from tools.errors import Rejected, Unavailable
from tools.ports.handovers import Notice
from tools.ports.words import Clock

TIMEOUT = 15.0  # seconds for each step of the talk with the server

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, kw_only=True)
class MailServer:
    host: str
    port: int
    security: Security
    user: str | None = None
    password: SecretStr | None = None


class Mail:
    def __init__(self, server: MailServer, *, sender: str, to: str, clock: Clock) -> None:
        self._server = server
        self._sender = sender
        self._to = to
        self._clock = clock

    async def tell(self, notice: Notice) -> None:
        await asyncio.to_thread(self._send, self._letter(notice))

    def _letter(self, notice: Notice) -> EmailMessage:
        letter = EmailMessage()
        letter["From"], letter["To"] = self._sender, self._to
        letter["Subject"] = " ".join(notice["subject"].split())  # a lead's name may hold line ends
        letter["Date"] = format_datetime(self._clock())
        letter["Message-ID"] = f"<{notice['id']}@pipewise.invalid>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(notice["summary"])
        return letter

    def _send(self, letter: EmailMessage) -> None:
        """Blocks: `smtplib` knows no other way."""
        try:
            with self._connected() as talk:
                if self._server.user and self._server.password:
                    talk.login(self._server.user, self._server.password.get_secret_value())
                talk.send_message(letter)
        except smtplib.SMTPException as error:
            raise _failure(error) from error
        except OSError as error:  # refused, unreachable, silent, a certificate that is not theirs
            raise Unavailable(f"The mail server: {type(error).__name__}") from error

    def _connected(self) -> smtplib.SMTP:
        server, trusted = self._server, ssl.create_default_context()
        if server.security == "tls":
            return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=trusted)
        talk = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        if server.security == "starttls":
            try:
                talk.starttls(context=trusted)
            except BaseException:
                with suppress(OSError, smtplib.SMTPException):
                    talk.close()
                raise
        return talk


def _failure(error: smtplib.SMTPException) -> Unavailable | Rejected:
    """Codes of 400 are about the moment; what the server says beside them may hold addresses."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    elif isinstance(error, smtplib.SMTPResponseException):
        codes = [error.smtp_code]
    else:
        codes = []
    said = f"The mail server: {type(error).__name__} {' '.join(map(str, codes))}".strip()
    return Rejected(said) if codes and all(code >= 500 for code in codes) else Unavailable(said)
