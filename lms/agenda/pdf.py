"""Where the agenda finds how documents are printed; lms/paper.py does it for every app."""

from lms.paper import render

__all__ = ["render"]
