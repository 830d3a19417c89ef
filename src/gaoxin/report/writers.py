"""From a document to the bytes of a file."""

from pathlib import Path

from gaoxin.report.document import Document
from gaoxin.report.kinds import Form, Order, compose
from gaoxin.report.material import Material


def render(material: Material, order: Order, form: Form, template: Path | None = None) -> bytes:
    """Return an order as a file; Unusable for what cannot be made, with the place of a mistake in a template."""
    return write(compose(material, order, form), form, template)


def write(document: Document, form: Form, template: Path | None = None) -> bytes:
    """Return a document as docx, pdf or xlsx; a writer is loaded when it is asked for."""
    if form == "pdf":
        from gaoxin.report.typeset import pdf  # noqa: PLC0415 - a command for Word needs no typesetting

        return pdf(document)
    if form == "xlsx":
        from gaoxin.report.sheets import xlsx  # noqa: PLC0415

        return xlsx(document)
    from gaoxin.report.word import docx  # noqa: PLC0415 - and the reverse

    return docx(document, template)
