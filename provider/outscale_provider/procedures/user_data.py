"""User data: programs give text, the API takes Base64. Forgetting to encode it, or doing so twice, is the commonest mistake."""

from __future__ import annotations

import base64

from outscale_provider.model.property import Form

#: How what systems run at their first boot begins, as far as it can be short or is no text: a script, or anything compressed.
_BEGINNINGS = (b"#!", b"\x1f\x8b")

#: A shorter text may be Base64 of another one by chance.
_TELLING_LENGTH = 16

_NO_TEXT = "has characters that no text has: give what is not text as userDataBase64"
_ENCODED_ALREADY = (
    "is Base64 already, and would be encoded once more: give it as it was before that, or as userDataBase64 as it is"
)


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _decoded(encoded: str) -> str | None:
    """The text that is encoded, None where it is none that a program can give."""
    try:
        text = _text_of(base64.b64decode(encoded))
    except ValueError:
        return None
    return None if text is None or _violation(text) else text


def _violation(text: str) -> str:
    if _text_of(text.encode()) is None:
        return _NO_TEXT
    return _ENCODED_ALREADY if _is_base64_of_something(text) else ""


def _text_of(content: bytes) -> str | None:
    """What bytes say, None where they are no text."""
    try:
        text = content.decode()
    except ValueError:
        return None
    return None if any(not char.isprintable() and char.isascii() and char not in "\t\n\r\f" for char in text) else text


def _is_base64_of_something(text: str) -> bool:
    """Whether a text is evidently Base64 of what is meant to be user data."""
    joined = "".join(text.split())
    try:
        content = base64.b64decode(joined, validate=True)
    except ValueError:
        return False
    return content.startswith(_BEGINNINGS) or (len(joined) >= _TELLING_LENGTH and _text_of(content) is not None)


TEXT = Form(_encoded, _decoded, _violation, "once it is in Base64")
