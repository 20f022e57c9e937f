"""A gazette issue (公報の号) to notices, clauses and operations."""
