"""Keys of enterprises as columns: credit codes (GB 32100-2015), organisation codes (GB 11714), their link.

``gaoxin.returns.credit_code`` holds the same two standards for a single code.
"""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015, each with its value by position: no I, O, S, V, Z."""

CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
"""3 to the power of the place, modulo 31."""

ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

LAST_ORGANISATION_YEAR = 2017
"""The last data year in which a nine-digit organisation code is genuine (the change-over ended with 2017)."""

CREDIT_FORM = "[0-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}"
"""Authority and kind, six digits of the administrative division, organisation code, check character."""

ORGANISATION_FORM = "[0-9A-Z]{8}[0-9X]"


def link(code: str) -> str:
    """Return the SQL of the organisation code within a code: positions 9 to 17 of 18, else the code."""
    return f"CASE WHEN length({code}) = 18 THEN substr({code}, 9, 9) ELSE {code} END"


def code_is_wrong(code: str, year: int) -> str:
    """Return the SQL that is true where a code cannot be right in that data year; null where it is blank."""
    credit = f"regexp_full_match({code}, '{CREDIT_FORM}') AND ({_credit_sum(code)}) % 31 = 0"
    short = f"length({code}) = 9" if year <= LAST_ORGANISATION_YEAR else "false"
    organisation = (
        f"regexp_full_match({code}, '{ORGANISATION_FORM}') AND ({_organisation_sum(code)}) % 11 = 0"
    )
    return f"NOT (CASE WHEN {short} THEN {organisation} ELSE {credit} END)"


def _credit_sum(code: str) -> str:
    """Return the SQL of the weighted sum with the check character at weight 1: a multiple of 31."""
    terms = (
        f"{weight} * {_value(code, place, ALPHABET)}" for place, weight in enumerate((*CREDIT_WEIGHTS, 1), 1)
    )
    return " + ".join(terms)


def _organisation_sum(code: str) -> str:
    """Return the SQL of the weighted sum with the check character (X is 10) at weight 1: a multiple of 11."""
    body = (
        f"{weight} * {_value(code, place, ORGANISATION_ALPHABET)}"
        for place, weight in enumerate(ORGANISATION_WEIGHTS, 1)
    )
    return " + ".join([*body, _value(code, 9, "0123456789X")])


def _value(code: str, place: int, alphabet: str) -> str:
    return f"(instr('{alphabet}', {code}[{place}]) - 1)"
