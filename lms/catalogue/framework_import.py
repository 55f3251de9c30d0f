"""Frameworks that others wrote, as plain rows: CSV as Moodle or OpenSALT exports it, JSON as 1EdTech CASE defines it.

Pure: bytes in, rows out. Leaves of the tree are competencies; what stands above them names their block.
"""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_DEPTH = 20
CODE_LIMIT, TITLE_LIMIT = 100, 500
SHOWN = 50


class RefusedFramework(ValueError):
    """The file is not a framework we understand; `faults` says where and why, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults[:SHOWN]))
        self.faults = faults

    def lines(self) -> list[str]:
        rest = len(self.faults) - SHOWN
        return [*self.faults[:SHOWN], _("and %(count)d more.") % {"count": rest}] if rest > 0 else self.faults


@dataclass
class Node:
    """One line of the file: a competency, or what stands above competencies."""

    code: str
    title: str
    text: str = ""
    source_id: str = ""
    parent: str = ""
    where: str = ""  # "line 12", for messages
    order: float = 0


@dataclass
class BlockRow:
    code: str
    title: str
    aim: str = ""
    competencies: list[Node] = field(default_factory=list)


@dataclass
class ReadFramework:
    """A whole framework, ready to be written; `notes` says what was made of the file's freedoms."""

    code: str
    title: str
    source: str
    blocks: list[BlockRow]
    notes: list[str] = field(default_factory=list)

    @property
    def competency_count(self) -> int:
        return sum(len(block.competencies) for block in self.blocks)


def read_framework(name: str, content: bytes) -> ReadFramework:
    """The framework of a file, by its content rather than its name. Raises RefusedFramework."""
    if len(content) > MAX_BYTES:
        raise RefusedFramework([_("The file is too large: 5 MB at most.")])
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedFramework([_("This is neither CSV nor JSON text.")])
    text, notes = _decode(content)
    if not text.strip():
        raise RefusedFramework([_("The file is empty.")])
    read = _read_case(text) if text.lstrip().startswith(("{", "[")) else _read_csv(text, name)
    read.notes[:0] = notes
    return read


def _decode(content: bytes) -> tuple[str, list[str]]:
    for start, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(start):
            try:
                return content.decode(encoding), []
            except UnicodeDecodeError as error:
                raise RefusedFramework([_("The file's text cannot be read.")]) from error
    try:
        return content.decode(), []
    except UnicodeDecodeError:
        # Spreadsheets in French save so; every byte is a letter there, so it never fails, and a person is told.
        return content.decode("cp1252", "replace"), [_("The file is not in UTF-8; it was read as Windows Latin-1.")]


# --- CSV ---------------------------------------------------------------------------------------------------------

MOODLE = {"parent": "parent id number", "code": "id number", "title": "shortname", "text": "description"}
OPENSALT = {
    "parent": "is child of",
    "code": "human coding scheme",
    "title": "abbreviated statement",
    "text": "fullstatement",
    "source_id": "identifier",
    "order": "sequencenumber",
}


def _read_csv(text: str, name: str) -> ReadFramework:
    rows = list(_csv_rows(text))
    if not rows:
        raise RefusedFramework([_("The file has a heading and no line.")])
    heading = set(rows[0][1])
    if {MOODLE["code"], MOODLE["title"]} <= heading:
        return _read_moodle(rows)
    if {OPENSALT["code"], OPENSALT["text"]} <= heading:
        title = re.sub(r"\.csv$", "", name, flags=re.I) or _("Imported framework")
        nodes = [_opensalt_node(line, row) for line, row in rows]
        return _assemble(_slugged(title), title, "OpenSALT CSV", nodes)
    wanted = ", ".join([MOODLE["parent"], MOODLE["code"], MOODLE["title"], MOODLE["text"]])
    raise RefusedFramework(
        [
            _("Line 1: these columns are expected: %(wanted)s. Found: %(found)s")
            % {
                "wanted": wanted,
                "found": ", ".join(sorted(heading))[:200],
            }
        ]
    )


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Lines as columns by lower-case name, with the line of the file where each begins."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter=delimiter, strict=True)
    line = 1
    try:
        heading = [cell.strip().lower().removesuffix(" (optional)") for cell in next(reader, [])]
        line = reader.line_num + 1
        for number, cells in enumerate(reader):
            if number >= MAX_ROWS:
                raise RefusedFramework([_("More than %(limit)d lines: too large.") % {"limit": MAX_ROWS}])
            if any(cell.strip() for cell in cells):
                if len(cells) > len(heading):
                    raise RefusedFramework(
                        [
                            _("Line %(line)d has more columns than the heading: is a quotation mark missing?")
                            % {"line": line}
                        ]
                    )
                yield line, dict(zip(heading, (cell.replace("\0", "") for cell in cells), strict=False))
            line = reader.line_num + 1
    except csv.Error as error:
        raise RefusedFramework(
            [_("Line %(line)d cannot be read as CSV: %(reason)s") % {"line": line, "reason": error}]
        ) from error


def _read_moodle(rows: list[tuple[int, dict[str, str]]]) -> ReadFramework:
    frameworks = [(line, row) for line, row in rows if row.get("is framework", "").strip() not in ("", "0")]
    if len(frameworks) != 1:
        raise RefusedFramework(
            [_("One line must say 1 under “Is framework”; %(count)d do.") % {"count": len(frameworks)}]
        )
    top = frameworks[0][1]
    nodes = [
        Node(
            code=row.get(MOODLE["code"], "").strip(),
            title=_plain(row.get(MOODLE["title"], "")),
            text=_plain(row.get(MOODLE["text"], "")),
            parent=row.get(MOODLE["parent"], "").strip(),
            where=_("Line %(line)d") % {"line": line},
            order=number,
        )
        for number, (line, row) in enumerate(rows)
        if row is not top
    ]
    code = top.get(MOODLE["code"], "").strip()
    return _assemble(code, _plain(top.get(MOODLE["title"], "")) or code, "Moodle CSV", nodes)


def _opensalt_node(line: int, row: dict[str, str]) -> Node:
    text = _plain(row.get(OPENSALT["text"], ""))
    order = row.get(OPENSALT["order"], "").strip()
    return Node(
        code=row.get(OPENSALT["code"], "").strip(),
        title=text,
        text=_plain(row.get("notes", "")),
        source_id=row.get(OPENSALT["source_id"], "").strip()[:255],
        parent=row.get(OPENSALT["parent"], "").strip(),
        where=_("Line %(line)d") % {"line": line},
        order=float(order) if re.fullmatch(r"\d{1,9}", order) else line,
    )


# --- CASE --------------------------------------------------------------------------------------------------------


def _read_case(text: str) -> ReadFramework:
    try:
        data = json.loads(text)
    except RecursionError as error:
        raise RefusedFramework([_("This JSON is nested too deeply.")]) from error
    except json.JSONDecodeError as error:
        raise RefusedFramework(
            [
                _("Line %(line)d, column %(column)d: not JSON (%(reason)s).")
                % {"line": error.lineno, "column": error.colno, "reason": error.msg}
            ]
        ) from error
    document = data.get("CFDocument") if isinstance(data, dict) else None
    items = data.get("CFItems") if isinstance(data, dict) else None
    if not isinstance(document, dict) or not isinstance(items, list):
        raise RefusedFramework([_("This JSON is not a CASE package: CFDocument and CFItems are expected.")])
    if len(items) > MAX_ROWS:
        raise RefusedFramework([_("More than %(limit)d items: too large.") % {"limit": MAX_ROWS}])
    faults, parents, orders = _case_tree(data.get("CFAssociations"), str(document.get("identifier", "")))
    nodes, keys = [], {}
    for number, item in enumerate(items):
        where = f"CFItems[{number}]"
        if not isinstance(item, dict) or not item.get("identifier") or not isinstance(item.get("fullStatement"), str):
            faults.append(_("%(where)s: identifier and fullStatement are expected.") % {"where": where})
            continue
        identifier = str(item["identifier"])
        full = _plain(item["fullStatement"])
        keys[identifier] = str(item.get("humanCodingScheme") or "").strip() or identifier
        notes = _plain(str(item.get("notes") or ""))
        nodes.append(Node(keys[identifier], full, notes, identifier, where=where, order=orders.get(identifier, number)))
    for node in nodes:
        node.parent = parents.get(node.source_id, "")
    if faults:
        raise RefusedFramework(faults)
    # In CASE the identifier names an item; codes may repeat or be absent, so the tree is built on identifiers.
    title = _plain(str(document.get("title") or "")) or _("Imported framework")
    source = str(document.get("CFPackageURI") or document.get("uri") or "1EdTech CASE")[:255]
    code = str(document.get("identifier") or _slugged(title))
    return _assemble(code, title, source, nodes, by_source_id=True)


def _case_tree(rows: Any, document_id: str) -> tuple[list[str], dict[str, str], dict[str, float]]:
    """Parent and order by identifier, from the isChildOf associations."""
    faults: list[str] = []
    parents: dict[str, str] = {}
    orders: dict[str, float] = {}
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        if not isinstance(row, dict) or row.get("associationType") != "isChildOf":
            continue
        origin, goal = row.get("originNodeURI"), row.get("destinationNodeURI")
        if not isinstance(origin, dict) or not isinstance(goal, dict):
            faults.append(_("%(where)s: both ends are expected.") % {"where": f"CFAssociations[{number}]"})
            continue
        child, parent = str(origin.get("identifier", "")), str(goal.get("identifier", ""))
        if child in parents:
            continue  # CASE allows several parents; the first one places the item
        parents[child] = "" if parent == document_id else parent
        place = row.get("sequenceNumber")
        if isinstance(place, int) and not isinstance(place, bool):
            orders[child] = place
    return faults, parents, orders


# --- the tree ----------------------------------------------------------------------------------------------------


def _assemble(code: str, title: str, source: str, nodes: list[Node], by_source_id: bool = False) -> ReadFramework:
    """Blocks with their competencies, or RefusedFramework with every fault of the tree."""
    names = {id(node): node.source_id if by_source_id else node.code for node in nodes}
    faults = list(_node_faults(nodes, names, by_source_id))
    known = {names[id(node)]: node for node in nodes}
    children: dict[str, list[Node]] = defaultdict(list)
    for node in sorted(nodes, key=lambda one: one.order):
        # A parent that is the framework itself stands for the top.
        parent = "" if node.parent == code else node.parent
        if parent and parent not in known:
            faults.append(
                _("%(where)s: its parent “%(parent)s” is not in the file.")
                % {
                    "where": node.where,
                    "parent": parent[:80],
                }
            )
        children[parent].append(node)
    faults.extend(_cycles(nodes, names, known))
    if faults:
        raise RefusedFramework(faults)
    read = ReadFramework((code or _slugged(title))[:CODE_LIMIT], title[:255], source, [])
    loose = [node for node in children[""] if not children[names[id(node)]]]
    if loose:
        read.blocks.append(BlockRow((code or "top")[:CODE_LIMIT], title[:TITLE_LIMIT], competencies=loose))
    for node in children[""]:
        if children[names[id(node)]]:
            read.blocks.extend(_blocks_below(node, [], children, names))
    _shorten(read, by_source_id)
    return read


def _blocks_below(
    node: Node, above: list[str], children: dict[str, list[Node]], names: dict[int, str]
) -> Iterator[BlockRow]:
    """A node whose children are leaves is a block; one above other blocks lends them its title."""
    mine = children[names[id(node)]]
    leaves = [one for one in mine if not children[names[id(one)]]]
    trail = [*above, node.title]
    if leaves:
        yield BlockRow(node.code, " / ".join(trail), node.text, leaves)
    for one in mine:
        if children[names[id(one)]]:
            yield from _blocks_below(one, trail, children, names)


def _node_faults(nodes: Iterable[Node], names: dict[int, str], by_source_id: bool) -> Iterator[str]:
    seen: dict[str, str] = {}
    for node in nodes:
        name = names[id(node)]
        if not name:
            yield _("%(where)s: its code is missing.") % {"where": node.where}
        elif name in seen:
            yield _("%(where)s: the code “%(code)s” was already there (%(first)s).") % {
                "where": node.where,
                "code": name[:80],
                "first": seen[name],
            }
        seen.setdefault(name, node.where)
        if not node.title:
            yield _("%(where)s: its title is missing.") % {"where": node.where}
        if not by_source_id and len(node.code) > CODE_LIMIT:
            yield _("%(where)s: the code is longer than %(limit)d letters.") % {
                "where": node.where,
                "limit": CODE_LIMIT,
            }


def _cycles(nodes: Iterable[Node], names: dict[int, str], known: dict[str, Node]) -> Iterator[str]:
    depths: dict[str, int] = {}
    for node in nodes:
        trail: dict[str, None] = {}  # in order, and quick to ask
        name = names[id(node)]
        while name in known and name not in depths and name not in trail:
            trail[name] = None
            name = known[name].parent
        if name in trail:
            yield _("%(where)s: it stands below itself (%(trail)s).") % {
                "where": node.where,
                "trail": " > ".join(list(trail)[:5]),
            }
        for above, one in enumerate(reversed(trail), start=depths.get(name, 0) + 1):
            depths[one] = above
        if depths.get(names[id(node)], 0) > MAX_DEPTH:
            yield _("%(where)s: more than %(limit)d levels.") % {"where": node.where, "limit": MAX_DEPTH}


def _shorten(read: ReadFramework, by_source_id: bool) -> None:
    """Codes that fit their columns and are there once in a block; what had to give way is noted."""
    used_blocks: set[str] = set()
    for block in read.blocks:
        block.code, block.title = _once(block.code[:CODE_LIMIT], used_blocks), block.title[:TITLE_LIMIT]
        used: set[str] = set()
        for node in block.competencies:
            wanted = node.code[:CODE_LIMIT]
            node.code = _once(wanted, used)
            if by_source_id and node.code != wanted:
                read.notes.append(
                    _("The code %(code)s is there more than once; one became %(new)s.")
                    % {"code": wanted, "new": node.code}
                )


def _once(code: str, used: set[str]) -> str:
    found, number = code, 1
    while found in used:
        number += 1
        found = f"{code[: CODE_LIMIT - 5]}-{number}"
    used.add(found)
    return found


def _plain(text: str) -> str:
    """Words without markup, on one line: descriptions come as HTML."""
    without = re.sub(r"<[^>]{0,2000}>", " ", text)
    return " ".join(unescape(without).split())


def _slugged(title: str) -> str:
    return re.sub(r"[^\w.-]+", "-", title).strip("-")[:CODE_LIMIT] or "framework"
