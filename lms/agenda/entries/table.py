"""Tables as the agenda reads and writes them; lms/tables.py does it for every app."""

from lms.tables import (
    FORMULA_STARTS,
    MOST_LINES,
    NoTable,
    ReadTable,
    Row,
    decode,
    harmless,
    read_table,
    write_table,
)

__all__ = [
    "FORMULA_STARTS",
    "MOST_LINES",
    "NoTable",
    "ReadTable",
    "Row",
    "decode",
    "harmless",
    "read_table",
    "write_table",
]
