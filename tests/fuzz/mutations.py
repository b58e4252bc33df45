"""Changes inputs of a corpus into others that are nearly right, which reach further into a parser than random bytes."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

MOST_CHANGES = 8
_XML = ("<c r=", "</row>", "9" * 400, "&#0;", 't="s"', "<f>", "-1", "table:number-rows-repeated")


def mutate(corpus: Sequence[bytes], fragments: Sequence[str], seed: int) -> bytes:
    """Return one of the inputs with up to `MOST_CHANGES` changes. The same seed gives the same bytes."""
    choose = random.Random(seed)
    body = choose.choice(corpus)
    if body.startswith(b"PK") and choose.random() < 0.7:
        return _mutate_part(body, choose)
    for _ in range(choose.randint(1, MOST_CHANGES)):
        body = _change(body, corpus, fragments, choose)
    return body


def _change(body: bytes, corpus: Sequence[bytes], fragments: Sequence[str], choose: random.Random) -> bytes:
    start = choose.randint(0, len(body))
    end = min(len(body), start + choose.choice((1, 1, 2, 8, 40, 400)))
    match choose.randint(0, 7):
        case 0 if body:  # one bit
            start = min(start, len(body) - 1)
            return body[:start] + bytes([body[start] ^ (1 << choose.randint(0, 7))]) + body[start + 1 :]
        case 1:
            return body[:start] + body[end:]
        case 2:
            return body[:end] + body[start:end] * choose.choice((1, 2, 200)) + body[end:]
        case 3:
            return body[:start] if choose.random() < 0.3 else body[:start] + choose.randbytes(choose.randint(1, 4)) + body[end:]
        case 4:
            other = choose.choice(corpus)
            other_start = choose.randint(0, len(other))
            return body[:start] + other[other_start : other_start + choose.choice((4, 40, 400))] + body[end:]
    fragment = choose.choice(fragments or ("\0",)).encode("utf-8", "surrogatepass") * choose.choice((1, 1, 1, 2, 3, 60))
    return body[:start] + fragment + body[start if choose.random() < 0.5 else end :]


def _mutate_part(body: bytes, choose: random.Random) -> bytes:
    """Return an archive with a change within one of its parts, which the checksums of the archive would otherwise hide."""
    target = io.BytesIO()
    try:
        with ZipFile(io.BytesIO(body)) as source, ZipFile(target, "w", ZIP_DEFLATED) as archive:
            names = source.namelist()
            changed = choose.choice(names)
            for name in names:
                part = source.read(name)
                archive.writestr(
                    name,
                    _change(part, [part], ("<c r=", "</row>", "9" * 400, "&#0;", 't="s"', "<f>", "-1"), choose)
                    if name == changed
                    else part,
                )
    except (BadZipFile, IndexError, zlib.error):
        return body
    return target.getvalue()
