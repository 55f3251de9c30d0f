"""How large a package may be and which files it may bring: close to what H5P's own core accepts."""

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds of one package, in bytes unless the name says otherwise."""

    package: int = 250 * MB
    unpacked: int = 600 * MB
    one_file: int = 250 * MB
    # What is parsed whole: JSON and SVG.
    parsed_file: int = 8 * MB
    # What people write and programs read: scripts, styles, pages.
    text_file: int = 20 * MB
    files: int = 10_000
    # Deflate cannot do better than 1032; honest packages stay below 20.
    ratio: int = 150
    ratio_from: int = 1 * MB
    path_length: int = 200
    name_length: int = 120


LIMITS = Limits()

# The core API of the player that we ship (see player/package.json).
CORE_API = (1, 28)

_CONTENT = (
    "json png jpg jpeg gif bmp tif tiff webp svg eot ttf woff woff2 otf webm mp4 ogg mp3 m4a wav txt pdf rtf doc docx "
    "xls xlsx ppt pptx odt ods odp csv diff patch swf md textile vtt webvtt gltf glb"
)
CONTENT_EXTENSIONS = frozenset(_CONTENT.split())
LIBRARY_EXTENSIONS = CONTENT_EXTENSIONS | {"js", "css"}
# Web pages inside the content: only for the one library whose purpose they are.
WEB_PAGE_LIBRARY = "H5P.IFrameEmbed"
WEB_PAGE_EXTENSIONS = frozenset({"html", "htm", "js", "css"})

MEDIA_TYPES = {
    "json": "application/json",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "htm": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "webvtt": "text/vtt; charset=utf-8",
    "md": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "eot": "application/vnd.ms-fontobject",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "pdf": "application/pdf",
    "gltf": "model/gltf+json",
    "glb": "model/gltf-binary",
}


def extension(name: str) -> str:
    """The extension in small letters, without its dot; empty if there is none."""
    last = name.rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[-1].lower() if "." in last else ""


def media_type(name: str) -> str:
    """What to call this file when serving it; unknown files are only ever downloads."""
    return MEDIA_TYPES.get(extension(name), "application/octet-stream")
