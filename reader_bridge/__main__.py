"""python -m reader_bridge --server URL: asks for the passcode, then reads cards, on a page or in the terminal."""

import argparse
import asyncio
import secrets
import socket
import ssl
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial
from getpass import getpass
from io import TextIOWrapper
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import uvicorn

from reader_bridge import terminal
from reader_bridge.account import Account, AccountError, load, origin_of, read, save
from reader_bridge.bridge import Bridge
from reader_bridge.demo_card import DemoCard
from reader_bridge.failures import Failed, Failure
from reader_bridge.page import make_page
from reader_bridge.service import Service
from reader_bridge.supervisor import Supervisor
from reader_bridge.worker import Source

ACCOUNT = Path.home() / ".kaigo-graph" / "reader-bridge.json"
PASSCODES = 3
"""How often a passcode may be typed before the program ends."""
Front = Callable[[Bridge], Awaitable[None]]


def main(arguments: list[str] | None = None) -> int:
    """0 at the end, 2 where it cannot begin, with one line that says why."""
    asked = _parser().parse_args(arguments)
    _leave_no_core()
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # half a character is no reason to end
    try:
        if asked.demo_card:
            _read(asked.demo_card, DemoCard)
        account = _account(asked)
        context = _context(asked)
        if asked.terminal:
            with _in_background(account, context, asked) as (bridge, loop), suppress(EOFError):
                terminal.serve(bridge, loop)
        else:
            with _door(asked.port) as door:
                asyncio.run(_run(account, context, asked, partial(_serve, door=door)))
    except (AccountError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print()
    return 0


def _parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m reader_bridge", description="Reads My Number Cards on this PC.")
    found.add_argument("--server", required=True, help="the service, https://HOST[:PORT] (http only on this PC)")
    found.add_argument("--terminal", action="store_true", help="ask in this terminal instead of on a status page")
    found.add_argument("--port", type=int, default=8765, help="of the status page, on this PC alone")
    found.add_argument("--reader", default="", help="a part of the reader's name, where there are several")
    found.add_argument("--register", action="store_true", help="enter the app account that the portal issued (again)")
    found.add_argument("--account", type=Path, default=ACCOUNT, help="the file it is kept in, locked by the passcode")
    found.add_argument("--certificate", help="the office's client certificate and key, PEM")
    found.add_argument("--authority", help="the authority of the server's certificate, PEM")
    found.add_argument("--demo-card", type=Path, help="a demo card instead of a reader: certificate and key, PEM")
    return found


def _account(asked: argparse.Namespace) -> Account:
    """The app account, opened with the passcode, or entered now."""
    origin, file = origin_of(asked.server), asked.account
    if asked.register or not file.exists():
        return _registered(origin, file)
    print(f"アプリアカウント {read(file, origin)['appId']}")
    for left in reversed(range(PASSCODES)):
        try:
            return load(file, origin, getpass("パスコード: "))
        except AccountError as error:
            if left == 0:
                raise
            print(error)
    raise AssertionError


def _registered(origin: str, file: Path) -> Account:
    print(f"{origin} のアプリアカウントを登録します。ポータルで発行されたものを入力してください。")
    account = Account(origin, input("アプリアカウント: ").strip(), getpass("シークレット: ").strip())
    passcode = getpass("新しいパスコード: ")
    if getpass("新しいパスコード（もう一度）: ") != passcode:
        raise AccountError("パスコードが一致しません。")
    save(file, account, passcode)
    return account


def _context(asked: argparse.Namespace) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if asked.authority:
        _read(asked.authority, context.load_verify_locations)
    if asked.certificate:
        _read(asked.certificate, context.load_cert_chain)
    return context


def _read(path: str | Path, by: Callable[[Any], object]) -> None:
    """Read a file that was named.

    Raises:
        AccountError: it is not there, or not what it should be.
    """
    try:
        by(path)
    except (OSError, ValueError):
        raise AccountError(f"ファイル {path} を読めません。場所と内容を確かめてください。") from None


def _door(port: int) -> socket.socket:
    """Where the page is asked for.

    Raises:
        AccountError: somebody is there already.
    """
    try:
        return socket.create_server(("127.0.0.1", port))
    except (OSError, OverflowError):
        told = f"このパソコンのポート {port} は使えません。このプログラムがすでに動いていないか確かめるか、"
        raise AccountError(f"{told}--port で別の番号を指定してください。") from None


def _leave_no_core() -> None:
    """No memory of this process, nor of its worker, is written to the disk if it crashes: a PIN may be in it."""
    with suppress(ImportError):  # Windows writes none by default
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


async def _run(account: Account, context: ssl.SSLContext, asked: argparse.Namespace, front: Front) -> None:
    """The bridge with one of its two faces, until that ends."""
    source = Source(asked.reader, asked.demo_card)
    async with httpx2.AsyncClient(base_url=account.origin, verify=context) as http, asyncio.TaskGroup() as together:
        service = Service(http, account)
        await _try(service)
        bridge = Bridge(Supervisor(source), service)
        watching = together.create_task(bridge.watch())
        try:
            await front(bridge)
        finally:
            watching.cancel()
            await bridge.stop()


async def _try(service: Service) -> None:
    """Say at once, and not to the first person at the desk, that the account does not work."""
    try:
        await service.sign_in()
    except Failed as failed:
        print(failed, file=sys.stderr)
        if failed.code == Failure.ACCOUNT_REFUSED.name:
            print("入力し直すときは、--register を付けて起動してください。", file=sys.stderr)


async def _serve(bridge: Bridge, door: socket.socket) -> None:
    """The status page, at a door that is open already: its address is told only when it can be asked."""
    key = secrets.token_urlsafe(16)
    config = uvicorn.Config(make_page(bridge, key), log_level="warning", access_log=False, proxy_headers=False)
    print(f"http://127.0.0.1:{door.getsockname()[1]}/{key}/", flush=True)
    await uvicorn.Server(config).serve([door])


@contextmanager
def _in_background(
    account: Account, context: ssl.SSLContext, asked: argparse.Namespace
) -> Iterator[tuple[Bridge, asyncio.AbstractEventLoop]]:
    """The bridge in a thread of its own: questions in a terminal wait in the main thread, where Ctrl-C reaches them."""
    begun: Future[tuple[Bridge, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def front(bridge: Bridge) -> None:
        ended = asyncio.Event()
        begun.set_result((bridge, asyncio.get_running_loop(), ended))
        await ended.wait()

    thread = Thread(target=lambda: asyncio.run(_run(account, context, asked, front)))
    thread.start()
    bridge, loop, ended = begun.result()
    try:
        yield bridge, loop
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()


if __name__ == "__main__":
    sys.exit(main())
