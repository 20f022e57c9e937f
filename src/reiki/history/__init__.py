"""The history of a regulation: clauses in their order, folded into the text on every date (施行日ごとの条文)."""
