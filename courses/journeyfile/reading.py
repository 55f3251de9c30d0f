"""From bytes to plain values with the place of each: YAML's safe part only, within limits, no key twice."""

import math
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _

from courses.journeyfile.faults import Fault, Path, RefusedFile, written

MAX_BYTES = 5 * 1024 * 1024
MAX_VALUES = 200_000
MAX_DEPTH = 30
MAX_TEXT = 100_000
# The C reader is ten times quicker where PyYAML was built with it; both give the same nodes.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Document:
    """A file as read: its values, and where each stands."""

    data: Any
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def fault(self, path: Path, words: str) -> Fault:
        """A fault at that path, placed at the nearest parent that is written in the file."""
        known = path
        while known and known not in self.places:
            known = known[:-1]
        line, column = self.places.get(known, (0, 0))
        return Fault(line, column, written(path), words)


def read_document(content: bytes) -> Document:
    """The values of a YAML file; RefusedFile when it is not one, is too large, or repeats a key."""
    text = _decode(content)
    try:
        _check_events(text)
        loader = Loader(text)
        try:
            root = loader.get_single_node()
            if root is None:
                raise _refusal(_("The file is empty."))
            return _Walk(loader).run(root)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise RefusedFile([_marked(error)]) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _refusal(_("This is not a YAML file: %(reason)s") % {"reason": str(error)[:200]}) from error


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise _refusal(_("The file is too large: %(size).1f MB, 5 MB at most.") % {"size": len(content) / 1024 / 1024})
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    encoding = next((name for mark, name in marks.items() if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        words = _("The file is not written in UTF-8. Save it again as UTF-8 and try once more.")
        raise RefusedFile([Fault(line, column, "", words)]) from error


def _check_events(text: str) -> None:
    """Count before building: deep nesting and huge lists stop here, on a reader that keeps no tree."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=Loader)):
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH or count > MAX_VALUES:
            assert event.start_mark is not None
            line, column = event.start_mark.line + 1, event.start_mark.column + 1
            words = (
                _("Lists inside lists, more than %(limit)d deep.") % {"limit": MAX_DEPTH}
                if depth > MAX_DEPTH
                else _("More than %(limit)d values: this is not a journey.") % {"limit": MAX_VALUES}
            )
            raise RefusedFile([Fault(line, column, "", words)])


class _Walk:
    """Turns nodes into values, remembering places. Repeated nodes (aliases) are counted each time they are used."""

    def __init__(self, loader: Any) -> None:
        self.loader = loader
        self.count = 0
        self.faults: list[Fault] = []
        self.document = Document(None)

    def run(self, root: yaml.Node) -> Document:
        self.document.data = self.value(root, (), ())
        if self.faults:
            raise RefusedFile(self.faults)
        return self.document

    def value(self, node: yaml.Node, path: Path, above: tuple[int, ...]) -> Any:
        self.count += 1
        mark = node.start_mark
        self.document.places.setdefault(path, (mark.line + 1, mark.column + 1))
        if self.count > MAX_VALUES:
            raise RefusedFile([self.document.fault(path, _("Repeated parts (aliases) make the file too large."))])
        if id(node) in above:
            raise RefusedFile([self.document.fault(path, _("This part contains itself."))])
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path, (*above, id(node)))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(one, (*path, place), (*above, id(node))) for place, one in enumerate(node.value)]
        return self.scalar(node, path)

    def mapping(self, node: yaml.MappingNode, path: Path, above: tuple[int, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == "tag:yaml.org,2002:merge":
                self.blame(key_node, path, _("A key must be one plain word."))
                continue
            key = str(key_node.value)
            if key in found:
                self.blame(key_node, (*path, key), _("This key is there twice; which one counts?"))
            found[key] = self.value(value_node, (*path, key), above)
        return found

    def scalar(self, node: yaml.Node, path: Path) -> Any:
        try:
            value = self.loader.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError):
            self.blame(node, path, _("This value cannot be read: %(value)s") % {"value": str(node.value)[:60]})
            return None
        if isinstance(value, float) and not math.isfinite(value):
            self.blame(node, path, _("A finite number is expected."))
        if isinstance(value, int) and abs(value) >= 2**53:
            self.blame(node, path, _("This number is too large."))
        if isinstance(value, bytes | set):
            self.blame(node, path, _("Text or a number is expected, not raw data."))
        if isinstance(value, str):
            if len(value) > MAX_TEXT:
                self.blame(node, path, _("This text is too long."))
            if "\0" in value or any(0xD800 <= ord(letter) <= 0xDFFF for letter in value):
                self.blame(node, path, _("This text holds a character that no database can keep."))
        return value

    def blame(self, node: yaml.Node, path: Path, words: str) -> None:
        self.faults.append(Fault(node.start_mark.line + 1, node.start_mark.column + 1, written(path), words))


def _marked(error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    reason = " ".join(part for part in (error.context, error.problem) if part)
    words = _("Not written as YAML wants it: %(reason)s") % {"reason": reason}
    return Fault(mark.line + 1, mark.column + 1, "", words) if mark else Fault(0, 0, "", words)


def _refusal(words: str) -> RefusedFile:
    return RefusedFile([Fault(0, 0, "", words)])
