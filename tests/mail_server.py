"""A real SMTP server for tests, and the box of what it took."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message as Mail
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler


class Box(Handler):
    """A mail server's end: keeps what comes, and turns away as often as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[Mail] = []
        self.refusals = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusals:
            self.refusals -= 1
            return "451 later"
        return str(await super().handle_DATA(server, session, envelope))

    def handle_message(self, message: Mail) -> None:
        self.came.append(message)


def words(mail: Mail) -> str:
    """The text of a mail."""
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    return body.decode()


@contextmanager
def mail_server() -> Iterator[tuple[Box, str]]:
    """A server on a port of its own, and its URL."""
    box = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
