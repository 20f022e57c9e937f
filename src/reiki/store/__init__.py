"""The store (蓄積): sources, clauses, works and their versions in a database; SQLite unless told otherwise."""
