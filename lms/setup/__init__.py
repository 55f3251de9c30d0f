"""What `python3 -m lms` does before and around Django: set-up, demo, server, checks.

`environment`, `players`, `commands` and `say` use the standard library alone: they run before anything is installed.
"""
