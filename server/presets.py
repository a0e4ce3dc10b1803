"""The formats a circle can be opened with: one file of `rooms/presets/` each."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from rooms.formats import Format, parse_format


@cache
def presets() -> Mapping[str, Format]:
    """By id. Raises FormatError for a file that is none: the package is broken, and the server does not start."""
    folder = files("rooms") / "presets"
    formats = [parse_format(entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return MappingProxyType({preset.id: preset for preset in sorted(formats, key=lambda preset: preset.id)})
