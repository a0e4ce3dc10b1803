"""The formats a circle can be opened with: one file of `rooms/presets/` each, and those of the centre's own folder."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from rooms.preset import Preset, PresetError, faults_of, parse_preset
from server.key_lines import line_of
from server.settings import WrongSetting

_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
"""How tomllib ends its message."""


class WrongPreset(Exception):
    """A file that is no preset. `lines`: everything that is wrong, each as FILE:LINE: what is wrong and what would be right."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__(lines[0])
        self.lines = lines


@cache
def presets() -> Mapping[str, Preset]:
    """The shipped ones by id. Raises PresetError for a file that is none: the package is broken, and the server does not start."""
    return _by_id([parse_preset(text) for text in _sources().values()])


def shipped(id: str) -> str:
    """The file of a shipped one, to start from. Raises KeyError."""
    return _sources()[id]


def read_preset(path: Path) -> Preset:
    """The preset in this file. Raises WrongPreset."""
    try:
        text = path.read_text("utf-8-sig")  # some editors put a mark at the beginning that TOML does not know
    except (OSError, UnicodeDecodeError) as error:
        raise WrongPreset((f"{path}: cannot be read: {error.strerror if isinstance(error, OSError) else 'it is not UTF-8'}",)) from None
    if faults := faults_of(text):
        told = sorted((_told(path, text, fault) for fault in faults), key=lambda entry: entry[0])
        raise WrongPreset(tuple(line for _, line in told))
    return parse_preset(text)


def with_own(folder: Path | None) -> Mapping[str, Preset]:
    """The shipped ones and the centre's own; one with the id of a shipped one replaces it. Raises WrongSetting for the first file that is wrong."""
    if folder is None:
        return presets()
    own: dict[str, Path] = {}
    found = dict(presets())
    for path in _own_files(folder):
        try:
            preset = read_preset(path)
        except WrongPreset as wrong:
            first, *others = wrong.lines
            more = f" (and {len(others)} more: circlekeeper format check {path})" if others else ""
            raise WrongSetting(f"--formats: {first}{more}") from None
        id = preset.format.id
        if id in own:
            raise WrongSetting(f'--formats: {path} and {own[id]} have the same id "{id}": one of them must have another')
        own[id], found[id] = path, preset
    return _by_id(list(found.values()))


def _own_files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except OSError as error:
        raise WrongSetting(f"--formats {folder} must be a folder with the centre's own formats: {error.strerror}") from None


@cache
def _sources() -> Mapping[str, str]:
    folder = files("rooms") / "presets"
    return {entry.name.removesuffix(".toml"): entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")}


def _by_id(found: list[Preset]) -> Mapping[str, Preset]:
    return MappingProxyType({preset.format.id: preset for preset in sorted(found, key=lambda preset: preset.format.id)})


def _told(path: Path, text: str, fault: PresetError) -> tuple[int, str]:
    """Its line, and what to print."""
    if at := _AT.search(fault.message):
        line = int(at[1]) if at[1] else max(1, text.count("\n") + (not text.endswith("\n")))
        return line, f"{path}:{line}: this is not TOML: {fault.message[: at.start()]}"
    line = line_of(text, fault.where)
    return line, f"{path}:{line}: {fault}"
