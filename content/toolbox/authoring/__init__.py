"""The library in the authors' admin: a list, a form with drafts, and the chooser of the page editor."""
