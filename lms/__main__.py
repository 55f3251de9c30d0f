"""python3 -m lms WORD: one door for every task. It sets itself up: any Python from 3.11 on with pip is enough.

The first start makes `.venv` and installs the lock into it; every start then goes on inside `.venv`.
"""

import sys


def main(arguments: list) -> int:
    if sys.version_info < (3, 11):
        print("Cordée needs Python 3.11 or newer; this one is %d.%d." % sys.version_info[:2])
        return 1
    from lms.setup import commands, environment, say

    word = arguments[0] if arguments else "help"
    if word in ("help", "-h", "--help"):
        print(commands.overview())
        return 0
    try:
        environment.enter(environment.DEVELOP if word in commands.FOR_DEVELOPERS else environment.RUN)
        return commands.run(word, arguments[1:])
    except say.Problem as problem:
        print("\n%s" % problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
