"""What a regulation (例規) is: numerals, dates, addresses, identity, the XML model and its text."""
