"""The addresses people are given. What is secret in them stays behind the `#`, which no browser sends."""

from rooms.formats import Language
from rooms.ids import CircleId


def link(public_url: str, circle: CircleId, secret: str, language: Language) -> str:
    """Opens the page in the circle's language; English needs no mention."""
    query = "" if language is Language.ENGLISH else f"?language={language.value}"
    return f"{public_url}/circle{query}#{circle}.{secret}"
