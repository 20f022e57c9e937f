"""OpenDocument texts (ODT): ``read_odt`` in :mod:`reiki.source.odt.reader`."""

from reiki.source.odt.reader import read_odt

__all__ = ["read_odt"]
