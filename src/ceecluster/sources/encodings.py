"""Which old encoding a text is in, weighed by its letters and languages; and letters decoded wrongly before."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

NAMES = {
    "cp1250": "Windows-1250",
    "cp1252": "Windows-1252",
    "iso8859-2": "ISO-8859-2",
    "iso8859-15": "ISO-8859-15",
    "iso8859-1": "ISO-8859-1",
    "cp852": "code page 852",
    "cp850": "code page 850",
    "mac-roman": "Mac Roman",
    "mac-latin2": "Mac Central European",
}
"""Encodings of Central and Western Europe, the likeliest first; of several that read a text alike that is named."""
_RARE = frozenset(("cp852", "cp850", "mac-roman", "mac-latin2"))
"""Those of DOS and of old Macs, which Excel still offers: certain only where the others make no words."""

_ALPHABETS = {
    "de": "äöüß",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "pl": "ąćęłńóśźż",
    "hu": "áéíóöőúüű",
    "sl": "čšžćđ",
    "hr": "čćđšž",
    "it": "àèéìòóù",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "es": "áéíñóúü",
    "pt": "áâãàçéêíóôõú",
    "ro": "ăâîșțşţ",
    "nl": "éëïóöü",
    "da": "æøåé",
    "sv": "åäöé",
    "fi": "äöå",
    "et": "äõöüšž",
    "tr": "çğıöşü",
}
"""The letters of languages beyond a to z, small."""
_OF_COUNTRY = {
    "AT": "de", "DE": "de", "CH": "de", "LI": "de", "CZ": "cs", "SK": "sk", "PL": "pl", "HU": "hu", "SI": "sl",
    "HR": "hr", "BA": "hr", "RS": "hr", "IT": "it", "FR": "fr", "ES": "es", "PT": "pt", "RO": "ro", "NL": "nl",
    "DK": "da", "SE": "sv", "FI": "fi", "EE": "et", "TR": "tr",
}  # fmt: skip
_PUNCTUATION = set("„“”‚‘’«»‹›–—…§°€£•·®©™²³½¼¾±×÷†‰\u00a0\u00ad")
_INSIDE = set("’‘–—…·\u00a0\u00ad")
"""Signs that may stand between two letters."""
_BEFORE_WORDS = _INSIDE | set("„“”‚«»‹›°")
"""Signs that may stand at the beginning of a word."""
_AFTER_WORDS = _PUNCTUATION - set("„‚¼½¾±×÷")
"""Signs that may stand at the end of a word."""
_WORD = re.compile(r"[^\W\d_]+(?:[^\x00-\x7f\s][^\W\d_]*)*|[^\x00-\x7f]+")


_LETTERS = bytes(byte if byte > 0x7F or chr(byte).isalpha() else ord(" ") for byte in range(256))
"""Every byte that is no letter in any encoding as a blank: what stands beside a word makes no difference."""
_AT_ONCE = 1 << 20
_WEIGHED = 100_000
"""Different words of a text that are weighed one by one."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text as an encoding reads it."""

    encoding: str
    words: str
    """Its first words that are not ASCII, each once, as they come in the text."""
    letters: frozenset[str]
    """All its letters beyond ASCII, small."""
    explained: int
    """2 where one language has all its letters, 1 where each of its words is of some language, else 0."""

    @property
    def name(self) -> str:
        """The encoding in words."""
        return NAMES[self.encoding]


def readings(raw: bytes) -> list[DecodedText]:
    """The different texts that bytes may stand for, each under the likeliest encoding that reads it so.

    A reading is out where it has characters no text has: controls, signs or capitals in the middle of a word.
    """
    if b"\x7f" in raw:
        return []
    found: dict[str, DecodedText] = {}
    words: dict[bytes, None] = {}
    standing: set[tuple[int, int, int]] = set()
    for some in _words(raw):
        words |= dict.fromkeys(some if len(words) < _WEIGHED else ())
        joined = b" ".join((b"", *some, b""))
        standing.update(zip(joined, joined[1:], joined[2:], strict=False))
    kinds = bytes({byte for _, byte, _ in standing})
    for encoding in NAMES:
        try:
            signs = kinds.decode(encoding)
        except UnicodeDecodeError:
            continue
        spelt = {ord(" "): " ", **dict(zip(kinds, signs, strict=True))}
        if signs in found or not _is_text(spelt, standing):
            continue
        text, letters = b" ".join(words).decode(encoding), _letters(signs)
        one = _of_one_language(letters)
        each = one or all(_of_one_language(_letters(word)) for word in set(_WORD.findall(text)))
        found[signs] = DecodedText(encoding, text, letters, 2 if one else int(each))
    return [*found.values()]


def _words(raw: bytes) -> Iterator[list[bytes]]:
    """The different words that hold bytes above ASCII, of a piece of the text at a time: a long text has few."""
    spaced = raw.translate(_LETTERS)
    begin = 0
    while begin < len(spaced):
        end = spaced.find(b" ", begin + _AT_ONCE)
        end = len(spaced) if end < 0 else end
        yield [word for word in dict.fromkeys(spaced[begin:end].split()) if not word.isascii()]
        begin = end


def weigh(raw: bytes, hints: Iterable[str] = ()) -> tuple[DecodedText | None, list[DecodedText]]:
    """(the reading that is certain, all that are possible).

    `hints` are words that say which languages to expect: language codes, or codes that begin with a country's letters.
    A reading is certain where it is the only one whose letters the expected languages have; without expectation, or
    where no reading meets it, the only one that is whole in some language. A rare encoding is never certain where a
    usual one makes words too: a short text may be a name in another language.
    """
    possible = readings(raw)
    words = [reading for reading in possible if reading.explained and reading.encoding not in _RARE]
    expected = set(_languages(hints)) | set(_named_in(raw))
    letters = set("".join(_ALPHABETS[language] for language in expected))
    fitting = [reading for reading in possible if expected and reading.letters <= letters]
    for least in (2, 1):
        fitting = fitting or [reading for reading in possible if reading.explained >= least]
    if len(fitting) != 1:
        return None, fitting
    rival = [reading for reading in words if reading not in fitting]
    if fitting[0].encoding in _RARE and rival:
        return None, [*rival, *fitting]
    return fitting[0], fitting


def differing(readings_: list[DecodedText]) -> list[str]:
    """The first word that the readings spell differently, as each spells it."""
    words = [_WORD.findall(reading.words) for reading in readings_]
    for spelt in zip(*words, strict=False):
        if len(set(spelt)) > 1:
            return [*spelt]
    return [reading.words[:20] for reading in readings_]


def _of_one_language(letters: frozenset[str]) -> bool:
    return any(letters <= set(alphabet) for alphabet in _ALPHABETS.values())


def _letters(text: str) -> frozenset[str]:
    folded = {letter for character in set(text) if character > "\x7f" for letter in character.casefold()}
    return frozenset(letter for letter in folded if letter > "\x7f" and letter.isalpha())


def _languages(hints: Iterable[str]) -> Iterator[str]:
    for hint in hints:
        if hint in _ALPHABETS:
            yield hint
        elif hint[:2].isupper() and hint[:2] in _OF_COUNTRY:
            yield _OF_COUNTRY[hint[:2]]
            if hint.startswith("ITH1"):
                yield "de"


def _named_in(raw: bytes) -> Iterator[str]:
    """Languages that a table names in its header: name.hu."""
    header = raw[:20_000].split(b"\n", 1)[0]
    for code in re.findall(rb"\bname\.([a-z]{2})\b", header):
        if code.decode() in _ALPHABETS:
            yield code.decode()


def _is_text(spelt: dict[int, str], standing: set[tuple[int, int, int]]) -> bool:
    """Whether all high characters stand where letters and signs stand in texts.

    `spelt` has the character of each byte, `standing` each byte of the text between the two beside it.
    """
    if any("\x7f" <= character < "\xa0" for character in spelt.values()):
        return False
    for first, byte, last in standing:
        character = spelt[byte]
        if character <= "\x7f":
            continue
        before, after = spelt[first], spelt[last]
        if character.isalpha():
            # Capitals stand at the beginning, or among capitals; ß and the like have none.
            if (character.isupper() and before.islower()) or (character.islower() and "A" <= after <= "Z"):
                return False
        elif character not in _PUNCTUATION or not _stands(before, character, after):
            return False
    return True


def _stands(before: str, sign: str, after: str) -> bool:
    """Whether a sign may stand between these neighbours."""
    if after.isalpha():
        return sign in (_INSIDE if before.isalpha() else _BEFORE_WORDS)
    return not before.isalpha() or sign in _AFTER_WORDS


_LATER = "".join(
    sorted({c for page in ("cp1252", "cp1250") for c in bytes(range(0x80, 0xC0)).decode(page, errors="ignore")})
)
"""What the second byte of a letter in UTF-8 and those after it read as; what a page lacks stays a control character."""
_BROKEN = re.compile(
    rf"[\u00c2-\u00f4\u0102\u0103\u0139\u0110-\u0111\u010f\u0118-\u0119][\u0080-\u009f{re.escape(_LATER)}]{{1,3}}"
)
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{2,5}|#[xX][0-9A-Fa-f]{2,4});")
_ENTITIES = re.compile(rf"(?:{_ENTITY.pattern}[^\W\d_]{{,200}})+")
_LOST = re.compile(r"(?<![\w/.:=&?%#-])[^\W\d_]+(?:\?[^\W\d_]+)+(?![\w/.:=&?%#-])")
"""A word with question marks for letters; in an address it stands beside other signs."""
_ASKED = re.compile(r"\?(?<=[^\W\d_]\?)(?=[^\W\d_])")
"""A question mark between letters, quickly found; only its line is searched for words."""
_GONE = re.compile("\ufffd+")
_TIMES = 2
"""How often more a text may have been decoded wrongly."""
_MANY = 20_000
"""Pieces that may be broken letters and are tried in one text."""
_BEFORE = re.compile(r"[\w-]*")
_AFTER = re.compile(r"[^\x00-\x40\[-`{-\x7f]*")
_LONGEST_WORD = 200
"""Characters on either side of a wrong letter that are taken for its word."""


def mended(text: str) -> str:
    """The text with letters put right that were UTF-8 read as Windows-1252, Latin-1 or Windows-1250."""
    return _BROKEN.sub(lambda match: _whole(match[0]), text)


def broken_words(text: str) -> Iterator[tuple[int, str, str]]:
    """(offset, word, the word that was meant) of every word that was decoded wrongly before, or written for the web."""
    yield from () if text.isascii() else _words_of(text, _broken_in(text), mended)
    yield from _words_of(text, _entities_in(text), _unescaped)


def lost_words(text: str) -> Iterator[tuple[int, str]]:
    """(offset, word) of every word that has lost a letter to a question mark or to U+FFFD."""
    end = 0
    while asked := _ASKED.search(text, end):
        begin, end = text.rfind("\n", 0, asked.start()) + 1, text.find("\n", asked.end())
        end = len(text) if end < 0 else end
        yield from ((word.start(), word[0]) for word in _LOST.finditer(text, begin, end))
    if "\ufffd" in text:
        yield from ((offset, word) for offset, word, _ in _words_of(text, _GONE.finditer(text), lambda word: ""))


def _broken_in(text: str) -> Iterator[re.Match[str]]:
    """What `_BROKEN` finds in a text: it begins with two letters that are not ASCII."""
    signs, at = text.encode("ascii", "replace"), -1
    while (at := signs.find(b"??", at + 1)) >= 0:
        if found := _BROKEN.match(text, at):
            yield found
            at = found.end() - 1


def _entities_in(text: str) -> Iterator[re.Match[str]]:
    """What `_ENTITIES` finds in a text, without a try at every letter."""
    at = -1
    while (at := text.find("&", at + 1)) >= 0:
        if found := _ENTITIES.match(text, at):
            yield found
            at = found.end() - 1


def _words_of(text: str, signs: Iterable[re.Match[str]], right: Callable[[str], str]) -> Iterator[tuple[int, str, str]]:
    """(offset, word, the word put right) of the words around some signs that are not right."""
    end = 0
    for letters in islice(signs, _MANY):
        at = letters.start()
        if at < end:
            continue
        # From the letters outwards: a search for whole words would try every beginning of a long run of letters.
        before = _BEFORE.match(text[max(end, at - _LONGEST_WORD) : at][::-1])
        after = _AFTER.match(text, letters.end(), letters.end() + _LONGEST_WORD)
        start, end = at - (before.end() if before else 0), after.end() if after else letters.end()
        word, meant = text[start:end], right(text[start:end])
        for _ in range(_TIMES):
            meant = right(meant)
        if meant != word:
            yield start, word, meant


def _unescaped(text: str) -> str:
    """The text with letters and signs that were written as for a web page; what ends a cell or a text stays."""

    def sign(match: re.Match[str]) -> str:
        found = html.unescape(match[0])
        return found if len(found) == 1 and (found.isalpha() or found == "&" or found in _PUNCTUATION) else match[0]

    return _ENTITY.sub(sign, text)


def _whole(piece: str) -> str:
    """One to two letters that a piece of wrong ones stands for; the piece where it stands for none."""
    for encoding in ("cp1252", "cp1250"):
        for length in range(len(piece), 1, -1):
            try:
                raw = b"".join(_byte(character, encoding) for character in piece[:length])
                right = raw.decode("utf-8")
            except (UnicodeDecodeError, UnicodeEncodeError):
                continue
            if right.isprintable() and any(c.isalpha() or c in _PUNCTUATION for c in right):
                return right + piece[length:]
    return piece


def _byte(character: str, encoding: str) -> bytes:
    # What Windows-1252 leaves undefined, browsers and Latin-1 pass through.
    return bytes((ord(character),)) if 0x80 <= ord(character) < 0xA0 else character.encode(encoding)
