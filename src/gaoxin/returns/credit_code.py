"""One credit code or organisation code: what is wrong with it, by GB 32100-2015 and GB 11714.

``gaoxin.micro.keys`` asks the same of whole columns; this says why. The unified social credit code has 18
characters: authority and kind, six digits of the division, organisation code (9 to 17), check character.
"""

import re

from gaoxin.micro.keys import (
    ALPHABET,
    CREDIT_FORM,
    CREDIT_WEIGHTS,
    LAST_ORGANISATION_YEAR,
    ORGANISATION_ALPHABET,
    ORGANISATION_FORM,
    ORGANISATION_WEIGHTS,
)  # fmt: skip
from gaoxin.terms import Text


def credit_check(body: str) -> str:
    """Return the check character of the first 17 characters: 31 less the weighted sum modulo 31.

    >>> credit_check("91110000600037341")
    'L'
    """
    total = sum(weight * ALPHABET.index(sign) for weight, sign in zip(CREDIT_WEIGHTS, body, strict=True))
    return ALPHABET[-total % 31]


def organisation_check(body: str) -> str:
    """Return the check character of the first 8 characters: 11 less the weighted sum modulo 11, X for 10.

    >>> organisation_check("60003734")
    '1'
    """
    weighted = zip(ORGANISATION_WEIGHTS, body, strict=True)
    total = sum(weight * ORGANISATION_ALPHABET.index(sign) for weight, sign in weighted)
    return "0123456789X"[-total % 11]


def wrong_with(code: str, year: int) -> Text | None:
    """Return what is wrong with a code in a data year; None when nothing is."""
    if len(code) == 9:
        return _wrong_with_nine(code, year)
    if len(code) != 18:
        return Text(
            f"代码“{code}”有 {len(code)} 位，应为 18 位", f"{code!r} has {len(code)} characters, not 18"
        )
    strange = sorted(set(code) - set(ALPHABET))
    if strange:
        listed = " ".join(strange)
        return Text(
            f"代码“{code}”含有不用的字符 {listed}", f"{code!r} holds {listed}, which codes do not use"
        )
    if not re.fullmatch(CREDIT_FORM, code):
        return Text(f"代码“{code}”第 3 至 8 位应为数字", f"characters 3 to 8 of {code!r} must be digits")
    check = credit_check(code[:17])
    if check != code[17]:
        return _not_fitting(code, check)
    return None


def _wrong_with_nine(code: str, year: int) -> Text | None:
    if year > LAST_ORGANISATION_YEAR:
        return Text(
            f"九位组织机构代码“{code}”只用到 {LAST_ORGANISATION_YEAR} 年",
            f"nine-digit organisation codes such as {code!r} ended with {LAST_ORGANISATION_YEAR}",
        )
    if not re.fullmatch(ORGANISATION_FORM, code):
        return Text(f"“{code}”不是组织机构代码", f"{code!r} is no organisation code")
    check = organisation_check(code[:8])
    return None if check == code[8] else _not_fitting(code, check)


def _not_fitting(code: str, check: str) -> Text:
    return Text(
        f"代码“{code}”校验位不符：按前 {len(code) - 1} 位算应为 {check}",
        f"the check character of {code!r} does not fit: the first {len(code) - 1} ask for {check}",
    )
