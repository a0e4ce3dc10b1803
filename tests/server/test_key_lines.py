"""The line of a key, whatever stands around it."""

import pytest

from server.key_lines import line_of

FILE = '''# a comment, with [[phases]] and id = "no"
id = "x"
people = [
  2,  # id = 3
  9,
]
[title]
en = "a = [ \\" b"
"mr" = \'c # d\'
[[phases]]
id = "one"
script.en = """
[[phases]]
id = "in a text"
"""
minutes = 1
[[ phases ]]   # the second
prompts.en = ["a]", 'b"',
  "c"]
prompts . hi = [
]
minutes = 2
[phases.title]
en = "y"
[[phases]]
sentences = { en = ["x"] }
script.hi = """one line""" # done
order = "round"'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("id", 2),
        ("people", 3),
        ("title", 7),
        ("title.en", 8),
        ("title.mr", 9),
        ("phases", 10),
        ("phases[1]", 10),
        ("phases[1].id", 11),
        ("phases[1].script.en", 12),
        ("phases[1].script", 12),
        ("phases[1].minutes", 16),
        ("phases[2]", 17),
        ("phases[2].prompts.en", 18),
        ("phases[2].prompts", 18),
        ("phases[2].prompts.hi", 20),
        ("phases[2].minutes", 22),
        ("phases[2].title", 23),
        ("phases[2].title.en", 24),
        ("phases[3].sentences.en", 26),
        ("phases[3].script.hi", 27),
        ("phases[3].order", 28),
        ("phases[3].minutes", 25),
        ("phases[4].minutes", 10),
        ("colour", 1),
        ("", 1),
    ],
)
def test_where_a_key_stands(path: str, line: int) -> None:
    """A key that is missing is told where its table begins."""
    assert line_of(FILE, path) == line


def test_an_array_in_one_line_is_told_as_a_whole() -> None:
    assert line_of('id = "x"\nphases = [{ id = "a" }, { id = "b" }]', "phases[2].id") == 2
