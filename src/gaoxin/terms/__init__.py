"""The words all floors share: Address, Finding, Fault, Missing, Text, digests and exact numbers."""

from gaoxin.terms.address import STAGES, Address
from gaoxin.terms.digest import canonical_json, digest_bytes, digest_file, digest_json, digest_text
from gaoxin.terms.faults import DataRefused, Fault, Refusal, Unusable
from gaoxin.terms.finding import Finding
from gaoxin.terms.missing import Missing
from gaoxin.terms.nearest import did_you_mean, nearest
from gaoxin.terms.number import decimal_text, exact, is_exact
from gaoxin.terms.text import Language, Text, language, speak, speaking

__all__ = [
    "STAGES",
    "Address",
    "DataRefused",
    "Fault",
    "Finding",
    "Language",
    "Missing",
    "Refusal",
    "Text",
    "Unusable",
    "canonical_json",
    "decimal_text",
    "did_you_mean",
    "digest_bytes",
    "digest_file",
    "digest_json",
    "digest_text",
    "exact",
    "is_exact",
    "language",
    "nearest",
    "speak",
    "speaking",
]
