"""The bank in the authors' admin: a list, a plain form for each type, files in and out, corrections of marks."""
