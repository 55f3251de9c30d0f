"""Answers to our e-mails, and our e-mails that come back: from a mail server's pipe or over HTTP, each taken once."""
