"""Short lines on what is being done and how long it took; nothing but the standard library.

They go to the error stream: what a command prints as its result stays clean, also at a first start.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Problem(Exception):
    """Something that the person at the keyboard can mend; the text is one clear sentence for them."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is going on, with the seconds: ticking on a terminal, else at the start and every 20 seconds."""
    start, done = time.monotonic(), threading.Event()
    ticking = threading.Thread(target=_tick, args=(text, start, done), daemon=True)
    ticking.start()
    outcome = "stopped"
    try:
        yield
        outcome = "done"
    finally:
        done.set()
        ticking.join()
        say(f"{_back()}  {text}: {outcome} in {time.monotonic() - start:.0f} s")


def _tick(text: str, start: float, done: threading.Event) -> None:
    on_terminal = sys.stderr.isatty()
    if not on_terminal:
        say(f"  {text} ...")
    while not done.wait(1 if on_terminal else 20):
        seconds = f"{time.monotonic() - start:.0f} s"
        if on_terminal:
            print(f"{_back()}  {text} ... {seconds}", end="", file=sys.stderr, flush=True)
        else:
            say(f"  {text} ... {seconds}")


def _back() -> str:
    return "\r\033[K" if sys.stderr.isatty() else ""
