"""Word documents (DOCX, DOCM): ``read_docx`` in :mod:`reiki.source.docx.reader`.

``word/document.xml`` is walked whole: what Word shows becomes blocks, also where libraries for the format see nothing
(insertions, content controls, smart tags, text boxes, ruby, numbering).
"""

from reiki.source.docx.reader import read_docx

__all__ = ["read_docx"]
