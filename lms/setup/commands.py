"""The words of `python3 -m lms`: ours by name, all others are management commands of Django and of the apps."""

import ast
import importlib
import os
from pathlib import Path

from .environment import ROOT
from .say import Problem

# Word: (module, what it does). Each module has `main(arguments) -> exit code` and is imported inside .venv only.
WORDS = {
    "demo": ("lms.setup.demo", "build a small world and serve it: --port 8000, --data DIR, --reset"),
    "test": ("lms.setup.checks", "check everything: all, fast, or pytest's own arguments after --"),
    "run": ("lms.setup.server", "serve what is there: --port, --bind ADDRESS, --processes, --no-worker"),
    "worker": ("lms.setup.worker", "carry out background tasks, as one process of a larger installation"),
    "lock": ("lms.setup.locks", "write the locks again from pyproject.toml: --upgrade"),
}
FOR_DEVELOPERS = ("test", "lock")
USUAL = {
    "migrate": "bring the database up to date",
    "createsuperuser": "make a first administrator",
    "collectstatic": "gather the static files for a production server",
    "shell": "a Python prompt with the models at hand",
}


def run(word: str, arguments: list[str]) -> int:
    """Carry out one word inside .venv and return its exit code."""
    if word in WORDS:
        return int(importlib.import_module(WORDS[word][0]).main(arguments))
    prepare()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["lms", word, *arguments])
    return 0


def prepare() -> None:
    """What Django finds when it starts: settings, a folder for its data, compiled translations."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
    data = Path(os.environ.get("CORDEE_DATA") or ROOT / ".data")
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"Cannot use {data} for data: {error.strerror}. Name another in CORDEE_DATA.") from error
    from .messages import compile_catalogues

    compile_catalogues()


def overview() -> str:
    lines = ["python3 -m lms WORD", "", "To begin with:"]
    lines += [f"  {word:<16} {text}" for word, (_, text) in WORDS.items()]
    lines += ["", "Of this platform:"]
    lines += [f"  {word:<16} {text}" for word, text in sorted(own_commands().items())]
    lines += ["", "Of Django, among others:"]
    lines += [f"  {word:<16} {text}" for word, text in USUAL.items()]
    lines += [
        "",
        "Settings come from DJANGO_SETTINGS_MODULE (lms.settings.dev unless set), data from CORDEE_DATA (.data).",
    ]
    return "\n".join(lines)


def own_commands(root: Path = ROOT) -> dict[str, str]:
    """The apps' management commands with the first sentence of their help, read without importing them."""
    folders = ("*/management/commands", "*/*/management/commands")
    files = [path for folder in folders for path in root.glob(f"{folder}/[a-z]*.py")]
    return {path.stem: first_sentence(path) for path in files}


def first_sentence(path: Path) -> str:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "help" for t in node.targets):
            words = [part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)]
            return str(words[0]).split(". ")[0].strip().rstrip(".") if words else ""
    return ""
