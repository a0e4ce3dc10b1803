"""JSON merge patches (RFC 7386): what to send so that an old view becomes a new one."""

from collections.abc import Mapping
from typing import cast

Value = object
"""A JSON value: no null inside an object, since null means *remove* in a patch."""


def diff(old: Mapping[str, Value], new: Mapping[str, Value]) -> dict[str, Value]:
    """The smallest patch that makes `new` of `old`; empty when they are equal. Arrays are replaced whole."""
    patch: dict[str, Value] = {}
    for key in old:
        if key not in new:
            patch[key] = None
    for key, value in new.items():
        before = old.get(key)
        if before == value:
            continue
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            patch[key] = diff(cast(Mapping[str, Value], before), cast(Mapping[str, Value], value))
        else:
            patch[key] = value
    return patch


def apply(target: Value, patch: Value) -> Value:
    """What the browser makes of it: the `MergePatch` of RFC 7386, section 2. Changes neither argument."""
    if not isinstance(patch, Mapping):
        return patch
    result: dict[str, Value] = dict(cast(Mapping[str, Value], target)) if isinstance(target, Mapping) else {}
    for key, value in cast(Mapping[str, Value], patch).items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = apply(result.get(key), value)
    return result
