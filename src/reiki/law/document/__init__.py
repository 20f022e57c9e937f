"""A regulation as 法令標準XML: the one room that reads and edits element trees; elsewhere they are handles."""

from reiki.law.document.law_document import CannotSplice, Edit, LawDocument, Layout, Node, UnreadableLaw

__all__ = ["CannotSplice", "Edit", "LawDocument", "Layout", "Node", "UnreadableLaw"]
