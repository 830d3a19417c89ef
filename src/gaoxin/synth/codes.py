"""Credit codes (GB 32100-2015), organisation codes (GB 11714) and certificates that belong to nobody.

The check characters are right, so that checks pass. The organisation code begins with HC and the
registering authority has the district number 99, which are not issued: no code here is the code of a real
enterprise.
"""

import numpy as np
import numpy.typing as npt

from gaoxin.synth.draws import stream
from gaoxin.synth.parts import Column, Flags, Integers

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015 (without I, O, S, V, Z)."""
CREDIT_WEIGHTS = np.array([pow(3, at, 31) for at in range(17)])
ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
SCATTER = 287_116_883
"""Prime to 31, so that its multiples run through all numbers of six characters once."""

Bytes = npt.NDArray[np.uint8]
_LETTERS = np.frombuffer(ALPHABET.encode(), np.uint8)
_VALUE = np.zeros(256, np.int64)
_VALUE[_LETTERS] = np.arange(31)
_PLAIN_VALUE = np.zeros(256, np.int64)
for _at, _letter in enumerate(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
    _PLAIN_VALUE[_letter] = _at


def credit_codes(division: Integers, district: Integers, seed: int) -> Column:
    """Give each enterprise a code: 91, authority (province, 99, number), organisation code, check."""
    numbers = (np.arange(len(division)) * SCATTER + int(stream(seed, "codes").integers(31**6))) % 31**6
    text = np.empty((len(division), 18), np.uint8)
    text[:, :2] = np.frombuffer(b"91", np.uint8)
    text[:, 2:8] = _digits(division * 10000 + 9900 + district % 100, 6)
    text[:, 8:10] = np.frombuffer(b"HC", np.uint8)
    for at in range(6):
        text[:, 15 - at] = _LETTERS[numbers % 31]
        numbers //= 31
    text[:, 16] = organisation_check(text[:, 8:16])
    text[:, 17] = credit_check(text[:, :17])
    return _strings(text)


def organisation_check(body: Bytes) -> Bytes:
    """Return the check character of GB 11714 for eight characters: 11 - sum mod 11, X for 10, 0 for 11."""
    check = 11 - _PLAIN_VALUE[body] @ ORGANISATION_WEIGHTS % 11
    return np.asarray(np.frombuffer(b"0123456789X0", np.uint8)[check])


def credit_check(body: Bytes) -> Bytes:
    """Return the check character of GB 32100-2015 for bodies of seventeen characters: 31 - sum mod 31."""
    return np.asarray(_LETTERS[(31 - _VALUE[body] @ CREDIT_WEIGHTS % 31) % 31])


def _digits(numbers: Integers, width: int) -> Bytes:
    return np.stack(
        [numbers // 10 ** (width - 1 - at) % 10 + ord("0") for at in range(width)], axis=1
    ).astype(np.uint8)


def _strings(text: Bytes) -> Column:
    return (
        np.ascontiguousarray(text).view(f"S{text.shape[1]}")[:, 0].astype(f"U{text.shape[1]}").astype(object)
    )


def organisation_codes(credit: Column, where: Flags) -> Column:
    """Show the nine-digit organisation code (positions 9-17 of the credit code) where asked."""
    shown = credit.copy()
    shown[where] = [code[8:17] for code in credit[where]]
    return shown


def certificates(ids: Integers, year: Integers) -> list[str]:
    """Return certificate numbers: GR, year, the province number 99 (not issued), six digits."""
    return [f"GR{of}99{number % 1000000:06d}" for number, of in zip(ids.tolist(), year.tolist(), strict=True)]
