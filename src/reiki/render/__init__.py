"""A version of a regulation as people and programs read it: text, HTML, Word, 法令標準XML v3, Lawtext, Akoma Ntoso, and two
versions as a comparison (新旧対照表)."""
