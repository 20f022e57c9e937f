"""Bytes to :class:`~reiki.source.model.Document`: blocks, tables and marked text, with no word of law in it."""
