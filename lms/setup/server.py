"""Serves the site with gunicorn's threads, on every address that `localhost` may mean, and the worker beside it."""

import argparse
import errno
import http.client
import os
import socket
import threading
import time
from collections.abc import Callable

from .commands import prepare
from .say import Problem, say

LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def main(arguments: list[str]) -> int:
    """`python3 -m lms run`: serve what is there, under the settings in force."""
    parser = argparse.ArgumentParser(prog="python3 -m lms run", description="Serve what is there.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--bind", help="address to listen on; the default is this machine alone")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--no-worker", action="store_true", help="background tasks are another process's work")
    options = parser.parse_args(arguments)
    if options.processes > 1 and not options.no_worker:
        parser.error("more than one process: add --no-worker and start `python3 -m lms worker` beside it")
    addresses = [f"{options.bind}:{options.port}"] if options.bind else free_addresses(options.port)
    prepare()
    import django

    django.setup()
    return serve(
        addresses,
        lambda: say(f"Serving on {', '.join(addresses)}. Ctrl-C stops."),
        processes=options.processes,
        worker=not options.no_worker,
    )


def free_addresses(port: int) -> list[str]:
    """`localhost:PORT` in every meaning this machine knows, as gunicorn writes it. Raises Problem when one is taken."""
    if not 0 < port < 65536:
        raise Problem(f"--port {port} is no port: choose a number from 1024 to 65535.")
    addresses = []
    for family, host in LOOPBACK:
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Problem(f"Port {port} is in use. Choose another: --port {port + 1}") from error
            if error.errno == errno.EACCES:
                raise Problem(f"Port {port} is for administrators. Choose another: --port 8000") from error
            # A machine without IPv6 has no ::1.
            continue
        addresses.append(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    if not addresses:
        raise Problem("This machine has no loopback address to serve on.")
    return addresses


def serve(addresses: list[str], announce: Callable[[], None], *, processes: int = 1, worker: bool = True) -> int:
    """Serve until stopped; `announce` is called once the site answers. Django is set up by the caller."""
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    from . import worker as background

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> object:
            from lms.wsgi import application

            return application

    def begin(_worker: object) -> None:
        if worker:
            background.start_thread()

    def wait_and_announce() -> None:
        if wait_until_answering(addresses[0]):
            announce()

    def announce_when_answering(_server: object) -> None:
        threading.Thread(target=wait_and_announce, daemon=True).start()

    settings = {
        "bind": addresses,
        "workers": processes,
        "worker_class": "gthread",
        "threads": 8,
        "preload_app": True,
        "timeout": 120,
        "graceful_timeout": 5,
        "loglevel": "warning",
        "control_socket_disable": True,
        "when_ready": announce_when_answering,
        "post_worker_init": begin,
    }
    # What is open here must not be shared with the processes that serve.
    connections.close_all()
    parent = os.getpid()
    try:
        Server().run()
    except SystemExit as end:
        if os.getpid() != parent:
            raise
        say("\nStopped.")
        return int(end.code or 0)
    return 0


def wait_until_answering(address: str, seconds: float = 60) -> bool:
    """Ask for the home page until it comes, which also makes the first visitor's page a warm one."""
    host, _, port = address.rpartition(":")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            asked = http.client.HTTPConnection(host.strip("[]"), int(port), timeout=seconds)
            asked.request("GET", "/", headers={"Host": f"localhost:{port}"})
            if asked.getresponse().status < 500:
                return True
        except OSError:
            pass
        time.sleep(0.1)
    say("The site does not answer as it should; what went wrong stands above.")
    return False
