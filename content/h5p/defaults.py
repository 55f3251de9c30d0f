"""Settings that a content type needs and a package forgot, taken from the type's own defaults (semantics.json)."""

from typing import Any


def fill_in(content: dict[str, Any], semantics: Any) -> list[str]:
    """Add the missing groups of settings to `content`; returns their names. Questions and texts are never invented."""
    filled = []
    for one in semantics if isinstance(semantics, list) else []:
        if not isinstance(one, dict) or one.get("type") != "group" or one.get("optional"):
            continue
        name = one.get("name")
        if isinstance(name, str) and name not in content and _is_settings(one):
            content[name] = _usual(one, 0)
            filled.append(name)
    return filled


def _is_settings(group: dict[str, Any]) -> bool:
    fields = group.get("fields")
    return isinstance(fields, list) and len(fields) > 1 and all(isinstance(one, dict) for one in fields)


def _usual(semantics: dict[str, Any], depth: int) -> Any:
    if semantics.get("type") == "group":
        fields = [one for one in semantics.get("fields") or [] if isinstance(one, dict)]
        if depth > 8:
            return {}
        # H5P stores a group of one field as that field.
        if len(fields) == 1 and not semantics.get("isSubContent"):
            return _usual(fields[0], depth + 1)
        pairs = {str(one.get("name")): _usual(one, depth + 1) for one in fields}
        return {name: value for name, value in pairs.items() if value is not None}
    if "default" in semantics:
        return semantics["default"]
    return {"boolean": False, "list": []}.get(str(semantics.get("type")))
