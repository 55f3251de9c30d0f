"""The private shelf (lms/people/shelf.py), under the name that kinds know it by."""

from lms.people.shelf import CHUNK, has, keep, pieces_of, shelf, throw_away

__all__ = ["CHUNK", "has", "keep", "pieces_of", "shelf", "throw_away"]
