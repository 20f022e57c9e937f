"""OpenDocument texts (ODT, FODT): ``read_odt`` and ``read_flat_odt`` in :mod:`reiki.source.odt.reader`."""

from reiki.source.odt.reader import read_flat_odt, read_odt

__all__ = ["read_flat_odt", "read_odt"]
