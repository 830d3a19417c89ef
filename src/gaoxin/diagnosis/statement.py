"""What a page is made of: statements in both languages, each with the facts it was made from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gaoxin.diagnosis.groups import Audience
from gaoxin.terms import Text


@dataclass(frozen=True)
class Statement:
    """One sentence and its facts; ``level`` 1 stands under the sentence before it."""

    text: Text
    facts: Mapping[str, Any] = field(default_factory=dict)
    level: int = 0


@dataclass(frozen=True)
class Section:
    """A part of the page with its heading."""

    name: str
    title: Text
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Page:
    """The diagnosis of one zone for one audience."""

    zone: str
    audience: Audience
    sections: tuple[Section, ...]

    def lines(self) -> Iterator[str]:
        """Yield the page as text in the language of the user."""
        for section in self.sections:
            if section is not self.sections[0]:
                yield ""
            yield f"【{section.title}】" if str(section.title) == section.title.zh else f"## {section.title}"
            for one in section.statements:
                yield f"{'  ' * (1 + one.level)}{one.text}"

    def as_json(self) -> dict[str, Any]:
        """Return the page for programs: every statement in both languages with its facts."""
        return {
            "zone": self.zone,
            "audience": self.audience,
            "sections": [
                {
                    "section": section.name,
                    "title": section.title.zh,
                    "title_en": section.title.en,
                    "statements": [
                        {"zh": one.text.zh, "en": one.text.en, **one.facts} for one in section.statements
                    ],
                }
                for section in self.sections
            ],
        }
