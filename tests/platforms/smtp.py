"""A mail server of a few lines: takes letters, or answers what a test wants."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(kw_only=True)
class MailServer:
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    """What it answers to a command, instead of taking it."""
    port: int = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._say(writer, "220 mail.test")
        while line := (await reader.readline()).decode().strip():
            command = line.split()[0].upper()
            if command in self.answers:
                await self._say(writer, self.answers[command])
            elif command == "DATA":
                await self._say(writer, "354 go on")
                await self._take(await reader.readuntil(b"\r\n.\r\n"), writer)
            elif command == "QUIT":
                await self._say(writer, "221 bye")
                break
            else:
                self.recipients += [line.partition(":")[2]] if command == "RCPT" else []
                await self._say(writer, "250 fine")
        writer.close()

    async def _take(self, raw: bytes, writer: asyncio.StreamWriter) -> None:
        letter = message_from_bytes(raw.removesuffix(b".\r\n"), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        await self._say(writer, "250 taken")

    async def _say(self, writer: asyncio.StreamWriter, line: str) -> None:
        writer.write(f"{line}\r\n".encode())
        await writer.drain()


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    mail = MailServer()
    async with await asyncio.start_server(mail.talk, "127.0.0.1", 0) as listening:
        mail.port = listening.sockets[0].getsockname()[1]
        yield mail
