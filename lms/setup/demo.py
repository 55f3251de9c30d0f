"""`python3 -m lms demo`: a small world in a folder of its own, built once and served on this machine."""

import argparse
import json
import os
import shutil
from pathlib import Path

from .environment import ROOT, one_at_a_time
from .players import ensure_players
from .say import Problem, say, step

PASSWORD = "cordee-demo"
ACCOUNTS = {
    "ana": "learner, in the middle of her journey",
    "bo": "trainer, writes sequences and leads Ana's cohort",
    "chloe": "coach, follows people one by one",
    "dora": "coordinator, runs sessions and enrolments",
    "emile": "editor, publishes testimonials",
    "eva": "evaluator, reads the reports",
    "gaelle": "guest, owner of a business",
    "admin": "administrator of the organisation",
    "otto": "learner of another organisation: sees nothing of all this",
}
# All that a demo puts into its folder, and so all that --reset may remove from it.
OWN = (
    "cordee.sqlite3",
    "cordee.sqlite3-wal",
    "cordee.sqlite3-shm",
    "media",
    "static",
    "mail",
    "shelf",
    "demo.json",
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m lms demo", description="Build a small world and serve it.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", type=Path, default=ROOT / ".data", metavar="DIR", help="where the world is kept")
    parser.add_argument("--reset", action="store_true", help="build it again from nothing; asks nothing")
    options = parser.parse_args(arguments)
    from .server import free_addresses, serve

    free_addresses(options.port)
    folder = make_folder(options.data)
    prepare_environment(folder, options.port)
    with one_at_a_time(folder):
        build(folder, options.reset)
    # Asked again: while the world was built, somebody else may have taken the port.
    return serve(free_addresses(options.port), lambda: print(welcome(options.port), flush=True))


def make_folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"Cannot use {folder} for the demo: {error.strerror}. Choose another: --data DIR") from error
    if not os.access(folder, os.W_OK):
        raise Problem(f"Cannot write in {folder}. Choose another: --data DIR")
    return folder.resolve()


def prepare_environment(folder: Path, port: int) -> None:
    """The demo is a world apart: its own settings and folder, whatever the shell says for other work."""
    aside = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.pop(name, "")]
    if aside:
        say(f"The demo keeps to its own folder: {' and '.join(aside)} left aside.")
    os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.dev"
    os.environ["CORDEE_DATA"] = str(folder)
    os.environ["SITE_ORIGIN"] = f"http://localhost:{port}"
    os.environ["CONTENT_ORIGIN"] = f"http://127.0.0.1:{port}"


def build(folder: Path, reset: bool) -> None:
    """Leave a complete world in the folder: what is there stays, what was interrupted is built from nothing."""
    state = read_state(folder)
    if reset:
        wipe(folder)
    elif state == "building":
        say("The last building of the demo was interrupted: starting it again from nothing.")
        wipe(folder)
    is_new = not (folder / "cordee.sqlite3").exists()
    if is_new:
        write_state(folder, "building")
    import django
    from django.core.management import call_command

    from .messages import compile_catalogues

    fetch_players()
    compile_catalogues()
    django.setup()
    with step("Preparing the database" if is_new else "Looking whether the database is up to date"):
        call_command("migrate", verbosity=0, interactive=False)
    if read_state(folder) != "built":
        say("  Building the demo world, a minute or two:")
        call_command("build_demo")
        write_state(folder, "built")


def fetch_players() -> None:
    try:
        ensure_players()
    except Problem as problem:
        say(f"\n{problem}\nThe demo goes on without it: activities that need this player will not play.\n")


def wipe(folder: Path) -> None:
    for name in OWN:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def read_state(folder: Path) -> str:
    try:
        return str(json.loads((folder / "demo.json").read_text())["state"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def write_state(folder: Path, state: str) -> None:
    draft = folder / "demo.json.new"
    draft.write_text(json.dumps({"state": state}))
    draft.replace(folder / "demo.json")


def welcome(port: int) -> str:
    site = f"http://localhost:{port}"
    accounts = "\n".join(f"    {name + '@demo.example':<22} {role}" for name, role in ACCOUNTS.items())
    return f"""
  Cordée is ready.

    {site + "/":<38} the catalogue, open to everybody
    {site + "/account/login/":<38} sign in
    {site + "/admin/":<38} where authors work
    {site + "/styleguide/":<38} the components of the pages

  Accounts, all with the password {PASSWORD}:

{accounts}

  Ctrl-C stops; the next start finds everything as you left it. --reset builds it again.
"""
