"""reiki (例規): gazette issues go in; regulations as they stand on any date come out."""

__version__ = "0.1.0"
