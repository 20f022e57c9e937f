"""Citations in the words of a regulation (引用): found, structured, resolved on a date. Nothing is ever guessed."""
