"""The server under the application: plain HTTP, TLS of our own, or a Unix socket for a reverse proxy."""

import socket
import ssl
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from graph.http.leaving import FINISH, LeavingServer
from graph.http.patience import HttpProtocol
from graph.http.socket import PING_EVERY, SocketProtocol
from graph.http.subscriptions import MOST_BYTES
from graph.http.tls import LiveContext, TlsProtocol
from models.settings import Settings, SettingsError


def make_server(app: ASGIApp, settings: Settings) -> uvicorn.Server:
    """A server for `server.run(sockets=[door])`. What headers say of the client's address is not believed.

    Raises:
        SettingsError: the files of KAIGO_TLS cannot be used.
    """
    secured: dict[str, Any] = {"http": HttpProtocol}
    if settings.tls is not None and settings.socket is None:
        live = LiveContext(settings.tls, required=settings.tls_required)

        def given(_config: uvicorn.Config, _default: object) -> ssl.SSLContext:
            return live.context

        secured = {"http": TlsProtocol, "ssl_context_factory": given}
    config = uvicorn.Config(
        app,
        log_config=None,
        loop="graph.http.patience:Loop",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws=SocketProtocol,
        ws_max_size=MOST_BYTES,
        ws_ping_interval=PING_EVERY,
        ws_ping_timeout=PING_EVERY,
        timeout_graceful_shutdown=FINISH,
        ws_per_message_deflate=False,  # a small message that swells (zip bomb), and secrets beside what others choose
        **secured,
    )
    return LeavingServer(config, settings.notice_seconds)


def new_door(settings: Settings) -> socket.socket:
    """A socket of the right kind, not bound yet."""
    if settings.socket is not None:
        return socket.socket(socket.AF_UNIX)
    return socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)


def bind(door: socket.socket, settings: Settings) -> None:
    """Give the door its address.

    Raises:
        SettingsError: it cannot be had.
    """
    if settings.socket is not None:
        _bind_path(door, settings.socket)
    else:
        _bind_address(door, settings.host, settings.port)


def _bind_address(door: socket.socket, host: str, port: int) -> None:
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except (OSError, TypeError) as error:  # a name no host can have is a TypeError
        reason = error.strerror if isinstance(error, OSError) else "there is no such host"
        raise SettingsError(
            f"KAIGO_HOST={host} and KAIGO_PORT={port} cannot be served: {reason}. "
            "Name others, or stop what is listening there."
        ) from None


def _bind_path(door: socket.socket, path: Path) -> None:
    """For the owner and the group; a socket that nobody answers any more is replaced."""
    try:
        if path.is_socket() and not _answered(path):
            path.unlink()
        door.bind(str(path))
        path.chmod(0o660)
    except OSError as error:
        reason = error.strerror or error
        raise SettingsError(
            f"KAIGO_SOCKET={path} cannot be served: {reason}. Name another, or stop what is listening there."
        ) from None


def _answered(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as visitor:
        return visitor.connect_ex(str(path)) == 0
