"""Where in a TOML file a key stands: `tomllib` reads values and forgets their lines, and whoever writes a file by hand looks for a line."""

import re

_HEADER = re.compile(r"\s*(\[\[?)([^\[\]]+)\]\]?")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
_TOKEN = re.compile(r'''"""|\'\'\'|"(?:\\.|[^"\\])*"|'[^']*'|\#|[\[{]|[\]}]''')


def line_of(text: str, path: str) -> int:
    """The line, 1 the first, of a key such as `phases[2].share_seconds`, arrays counted from 1. A key that is missing: of the table it belongs to."""
    lines = _key_lines(text)
    while path and path not in lines:
        path = path.rpartition(".")[0] if "." in path else re.sub(r"\[\d+\]$", "", path) if path.endswith("]") else ""
    return lines.get(path, 1)


def _key_lines(text: str) -> dict[str, int]:
    """The line of every table, element of an array and key, by path: the first where there are several."""
    seen: dict[str, int] = {}
    arrays: dict[str, int] = {}
    table, open_text, depth = "", "", 0
    for number, line in enumerate(text.splitlines(), 1):
        rest = line
        if not open_text and not depth:
            if header := _HEADER.match(line):
                table = _table(header[2], arrays, grows=header[1] == "[[")
                seen.setdefault(re.sub(r"\[\d+\]$", "", table), number)
                seen.setdefault(table, number)
                continue
            key = _KEY.match(line)
            if key is None:
                continue
            parts = _parts(key[1])
            for length in range(1, len(parts) + 1):
                seen.setdefault(".".join(filter(None, (table, *parts[:length]))), number)
            rest = line[key.end() :]
        open_text, depth = _after(rest, open_text, depth)
    return seen


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _table(name: str, arrays: dict[str, int], *, grows: bool) -> str:
    """The path of a table, with the number of the array's element that it belongs to."""
    path = ""
    parts = _parts(name)
    for index, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        if grows and index == len(parts) - 1:
            arrays[path] = arrays.get(path, 0) + 1
        if path in arrays:
            path = f"{path}[{arrays[path]}]"
    return path


def _after(rest: str, open_text: str, depth: int) -> tuple[str, int]:
    """Whether a text of several lines, or a list, goes on behind this line."""
    position = 0
    while position < len(rest):
        if open_text:
            end = rest.find(open_text, position)
            if end < 0:
                return open_text, depth
            position, open_text = end + 3, ""
            continue
        token = _TOKEN.search(rest, position)
        if token is None or token[0] == "#":
            break
        position = token.end()
        if token[0] in ('"""', "'''"):
            open_text = token[0]
        elif token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth = max(0, depth - 1)
    return open_text, depth
