"""The formats a circle can be opened with: one file of `rooms/presets/` each."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from rooms.preset import Preset, parse_preset


@cache
def presets() -> Mapping[str, Preset]:
    """By id. Raises PresetError for a file that is none: the package is broken, and the server does not start."""
    folder = files("rooms") / "presets"
    found = [parse_preset(entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return MappingProxyType({preset.format.id: preset for preset in sorted(found, key=lambda preset: preset.format.id)})
