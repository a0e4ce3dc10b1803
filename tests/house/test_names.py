"""The pseudonym words: the same meaning at the same index in every language, short, and hurting nobody."""

import gzip
import json
import unicodedata
from pathlib import Path
from typing import cast

import pytest

from rooms.names import ADJECTIVES, THINGS

WORDS = Path(__file__).resolve().parents[2] / "static" / "words"
LANGUAGES = ("en", "hi", "mr")
LISTS = ("adjectives", "things")

LONGEST_ENGLISH = 10
LONGEST_DEVANAGARI = 11
"""Code points. Nine is the aim, see LONG_DEVANAGARI_SHARE: vowel signs and joins count as code points, not as letters seen."""

LONG_DEVANAGARI_SHARE = 0.05
LONGEST_PAIR = 24
"""Grapheme clusters: what a name may have anywhere on the screen."""

LARGEST_FILE = 6 * 1024
"""Bytes, gzipped: the lists travel over a centre's slow line before anyone has a name."""

# Each line: why these words are out. A word is matched whole, so a longer word may hold one of these without being one.
FORBIDDEN = {
    "names of people": """asha kiran sagar tara tushar megha kamal suraj chand sarita usha komal nirmal shital sundar saral rose lily
        daisy ivy jade sage robin summer autumn dawn fern olive jasmine violet amber ruby iris hazel pearl reed sunny lucky happy
        आशा किरण सागर तारा तुषार मेघा मेघ कमल सूरज चांद चंद्र सरिता उषा कोमल निर्मल निर्मला शीतल सुंदर सरल विमल सौम्य मधुर विनीत
        उज्ज्वल प्रसन्न पावन पवित्र अमर अनंत असीम नवीन अभिनव आकाश क्षितिज शिखर बादल सुमन समीर वसंत शरद गुलाब चंपा चमेली मोती
        हीरा नीलम पराग संगम चंदन मैना कोयल विशाल कुशल सक्षम समर्थ विजयी लता अंकुर कली प्रकाश आनंदी स्वप्निल""",
    "gods, faiths and castes": """god goddess holy sacred lord tulsi basil peepal temple mosque church cow
        देव देवी भगवान ईश्वर तुलसी पीपल रुद्राक्ष नीलकंठ गरुड गरुड़ मक्का गाय बेल शंख राम कृष्ण शिव धोबी दर्जी सुतार लामा""",
    "signs of parties": """lotus hand elephant broom bow arrow clock cycle bicycle sickle sun sunrise leaves banyan lantern torch lion
        tiger star mango coconut grass conch kite umbrella
        हाथ हात हाथी हत्ती झाड़ू झाडू धनुष धनुष्य बाण घड़ी घड्याळ साइकिल सायकल हंसिया सूर्य सूर्योदय बरगद वड शेर सिंह वाघ बाघ
        आम आंबा नारियल नारळ पतंग अटल""",
    "colours that take sides": "saffron crescent moon भगवा केसरी केसरिया भगवे",
    "drink and drugs": """poppy hemp grape mahua palm tobacco betel cashew coca cannabis weed pot snow crystal ice mushroom hop hops
        barley rum gin wine beer kingfisher juniper datura opium nutmeg stone spirit cork bottle joint santra orange
        अफीम पोस्त खसखस भांग गांजा अंगूर द्राक्ष महुआ मोह ताड़ ताड तंबाकू पान सुपारी काजू शराब दारू नशा गुटखा चरस धतूरा
        धोत्रा संतरा संत्रे नारंगी मोसंबी बर्फ""",
    "places": "ganga himalaya india mumbai pune delhi गंगा यमुना गोदावरी हिमालय नीलगिरी भारत मुंबई दिल्ली पुणे",
    "words that touch recovery": """dry wet sober high clean dirty lost broken heavy sharp low weak fall drift addict stoned trip lush
        पवित्र सूखा गीला गंदा स्वच्छ साफ जड़ मंद भारी""",
    "bodies and illness": "fat thin fair dark black ill sick blind lame thrush cancer सर्दी काला गोरा मोटा तिल दांत",
    "insults": """donkey owl dog pig monkey snake crow goat sheep parrot ostrich crab snail fox jackal vulture bitch cuckoo goose plain
        simple गधा गाढव उल्लू घुबड कुत्ता कुत्रा सूअर डुक्कर बंदर माकड सांप साप तोता पोपट बांबू बोर जंगली चमचा""",
}

DRUG_STEMS = ("नशा", "शराब", "दारू", "गांज", "अफीम", "अफू", "तंबा")


def read(language: str) -> dict[str, object]:
    return cast("dict[str, object]", json.loads((WORDS / f"names.{language}.json").read_text("utf-8")))


def words(language: str, name: str) -> list[str]:
    return cast("list[str]", read(language)[name])


def cells(text: str) -> int:
    """An upper bound on grapheme clusters: every cluster starts with a character that is not a mark."""
    return sum(not unicodedata.category(char).startswith("M") for char in text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_holds_the_two_lists_and_the_pattern(language: str) -> None:
    assert set(read(language)) == {"pattern", *LISTS}
    assert read(language)["pattern"] == "{adjective} {thing}"
    assert (len(words(language, "adjectives")), len(words(language, "things"))) == (ADJECTIVES, THINGS)


def test_a_drawn_byte_is_fair() -> None:
    """A byte taken modulo the length favours no word."""
    assert 256 % ADJECTIVES == 0
    assert 256 % THINGS == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_comes_twice(language: str) -> None:
    for name in LISTS:
        found = words(language, name)
        assert sorted({word for word in found if found.count(word) > 1}) == []
    assert set(words(language, "adjectives")) & set(words(language, "things")) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_composed_and_in_one_script(language: str) -> None:
    for word in (word for name in LISTS for word in words(language, name)):
        assert unicodedata.normalize("NFC", word) == word
        if language == "en":
            assert word.isascii(), word
            assert word.isalpha(), word
            assert word == word.capitalize(), word
        else:
            # Letters and marks of the block alone: no digits, dandas, spaces or joiners.
            assert all("\u0900" <= char <= "\u097f" for char in word), word
            assert all(unicodedata.category(char)[0] in "LM" for char in word), word


def test_english_is_short() -> None:
    assert [word for name in LISTS for word in words("en", name) if len(word) > LONGEST_ENGLISH] == []


@pytest.mark.parametrize("language", ["hi", "mr"])
def test_devanagari_is_short(language: str) -> None:
    found = [word for name in LISTS for word in words(language, name)]
    assert [word for word in found if len(word) > LONGEST_DEVANAGARI] == []
    assert sum(len(word) > 9 for word in found) <= LONG_DEVANAGARI_SHARE * len(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pair_fits_a_name(language: str) -> None:
    longest = [max(words(language, name), key=cells) for name in LISTS]
    assert cells(" ".join(longest)) <= LONGEST_PAIR, longest


@pytest.mark.parametrize("language", ["hi", "mr"])
def test_an_adjective_has_no_gender(language: str) -> None:
    """An adjective in -ā changes its ending with the thing, and would read as an error beside half of them."""
    assert [word for word in words(language, "adjectives") if word.endswith("\u093e")] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", FORBIDDEN)
def test_no_word_hurts(language: str, reason: str) -> None:
    out = {unicodedata.normalize("NFC", word) for word in FORBIDDEN[reason].split()}
    assert [word for name in LISTS for word in words(language, name) if word.lower() in out] == []


@pytest.mark.parametrize("language", ["hi", "mr"])
def test_no_word_hides_drink_or_drugs(language: str) -> None:
    assert [word for name in LISTS for word in words(language, name) if any(stem in word for stem in DRUG_STEMS)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_small(language: str) -> None:
    assert len(gzip.compress((WORDS / f"names.{language}.json").read_bytes())) <= LARGEST_FILE
