"""Small packages of our own, made from `libraries/` and `examples/`: demo contents, test data and documentation."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from content.h5p.defaults import fill_in
from content.h5p.models import H5PPage, Package
from content.h5p.store import install

HERE = Path(__file__).parent
EXAMPLES = ("cards", "bakery", "plain", "lifeline")


def build_page() -> H5PPage:
    """An unsaved page, ready to be added below a sequence; its content is kept on the site."""
    return H5PPage(title="Charge fixe ou variable ?", minutes=10, package=installed("cards"))


def example_of(title: str) -> str | None:
    """The example that bears this title, if one does."""
    return next((name for name in EXAMPLES if _source(name)["title"] == title), None)


def installed(name: str) -> Package:
    """The content of one example, put on the site the first time."""
    package = Package.objects.filter(example=name).first()
    if package is None:
        package = install(io.BytesIO(build_package(name)))
        package.example = name
        package.save(update_fields=["example"])
    return package


def build_package(name: str, patch: int | None = None) -> bytes:
    """A complete .h5p of one example; `patch` gives its library another patch number, for tests of updates."""
    source = _source(name)
    folder = f"{source['library']}-1.0"
    library = json.loads((HERE / "libraries" / folder / "library.json").read_text("utf-8"))
    if patch is not None:
        library["patchVersion"] = patch
    content = dict(source["content"])
    semantics = json.loads((HERE / "libraries" / folder / "semantics.json").read_text("utf-8"))
    fill_in(content, semantics)
    content["words"] = {**_words(semantics), **content.get("words", {})}
    main = {"machineName": source["library"], "majorVersion": 1, "minorVersion": 0}
    description = {
        "title": source["title"],
        "language": "fr",
        "mainLibrary": source["library"],
        "embedTypes": ["iframe"],
        "license": "CC BY-SA",
        "licenseVersion": "4.0",
        "authors": [{"name": "Cordée", "role": "Author"}],
        "preloadedDependencies": [main],
    }
    files: dict[str, str | bytes] = {
        "h5p.json": json.dumps(description),
        "content/content.json": json.dumps(content),
        f"{folder}/library.json": json.dumps(library),
    }
    for path in sorted((HERE / "libraries" / folder).iterdir()):
        files.setdefault(f"{folder}/{path.name}", path.read_text("utf-8"))
    return zipped(files)


def zipped(files: dict[str, str | bytes]) -> bytes:
    """An archive of these files; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def statement(verb: str, **more: Any) -> dict[str, Any]:
    """A message as the player's page sends it."""
    number = more.pop("number", 1)
    told = {
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}"},
        "object": {"id": "https://content.example/1"},
        **more,
    }
    return {"id": f"00000000-0000-4000-8000-{number:012d}", "statement": told}


def _source(name: str) -> dict[str, Any]:
    source: dict[str, Any] = json.loads((HERE / "examples" / f"{name}.json").read_text("utf-8"))
    return source


def _words(semantics: list[dict[str, Any]]) -> dict[str, str]:
    groups = [one for one in semantics if one["name"] == "words"]
    return {one["name"]: one["default"] for group in groups for one in group["fields"]}


MESSAGES = [
    {"verb": "opened"},
    statement("attempted", number=1),
    statement(
        "completed", number=2, result={"score": {"min": 0, "max": 10, "raw": 8, "scaled": 0.8}, "completion": True}
    ),
]
RUBBISH: list[dict[str, Any]] = [
    {},
    {"verb": "attended"},
    {"verb": 7},
    {"statement": None},
    {"statement": {}, "id": "00000000-0000-4000-8000-000000000009"},
    statement("danced"),
    statement("completed", result={"score": {"min": 0, "max": 10, "raw": 11}}),
    statement("completed", result={"score": {"min": 0, "max": 0, "raw": 3}}),
    statement("completed", result={"score": {"raw": "9", "max": "10"}}),
    statement("completed", result={"score": {"raw": float("nan"), "max": 10}}),
    statement("completed", result={"response": "x" * 20_000}),
]
