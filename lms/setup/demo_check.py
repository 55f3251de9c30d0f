"""Builds the demo from nothing as a newcomer would, and looks whether all that it promises holds.

`python3 -m lms test` runs it: the site answers, every account it prints signs in, a second start is quick.
"""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from .demo import ACCOUNTS, PASSWORD

FIRST, SECOND = 900, 10  # seconds until the site must answer


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="cordee-demo-") as place:
        port = free_port()
        with started(port, Path(place), FIRST):
            refused = [name for name in ACCOUNTS if not signs_in(port, f"{name}@demo.example")]
        with started(port, Path(place), SECOND) as seconds:
            print(f"The second start answered in {seconds:.1f} s.")
    for name in refused:
        print(f"{name}@demo.example cannot sign in.")
    return 1 if refused else 0


@contextmanager
def started(port: int, folder: Path, patience: float) -> Iterator[float]:
    """A demo that answers, and the seconds it took. Stops it as Ctrl-C does, and wants a clean end."""
    command = [sys.executable, "-m", "lms", "demo", "--port", str(port), "--data", str(folder)]
    start = time.monotonic()
    demo = subprocess.Popen(command)
    try:
        while home(port) != 200:
            if demo.poll() is not None:
                raise SystemExit("The demo stopped before it answered.")
            if time.monotonic() - start > patience:
                raise SystemExit(f"The demo did not answer within {patience} s (last: {home(port)}).")
            time.sleep(0.2)
        yield time.monotonic() - start
        demo.send_signal(signal.SIGINT)
        if demo.wait(30) != 0:
            raise SystemExit(f"Ctrl-C ended the demo with code {demo.returncode}.")
    finally:
        if demo.poll() is None:
            demo.kill()
            demo.wait()


def home(port: int) -> int:
    """Status of the home page, redirections followed; 0 when nobody answers."""
    path = "/"
    for _ in range(5):
        try:
            status, headers, _body = ask(port, "GET", path)
        except OSError:
            return 0
        if status not in (301, 302):
            return status
        path = headers["Location"] or "/"
    return 310


def signs_in(port: int, email: str) -> bool:
    _, headers, page = ask(port, "GET", "/account/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    cookies = "; ".join(value.partition(";")[0] for value in headers.get_all("Set-Cookie", []))
    form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
    origin = {"Origin": f"http://localhost:{port}", "Cookie": cookies}
    return ask(port, "POST", "/account/login/", urlencode(form), origin)[0] == 302


def ask(
    port: int, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
) -> tuple[int, http.client.HTTPMessage, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    sent = {"Host": f"localhost:{port}", "Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
    connection.request(method, path, body, sent)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read().decode(errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main())
