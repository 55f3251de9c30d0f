"""A large world, and what a page costs in it: `python3 -m lms scale`. A benchmark, run on demand; no timed test."""
