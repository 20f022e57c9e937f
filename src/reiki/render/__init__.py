"""A version of a regulation as people and programs read it: text, and two versions as a comparison (新旧対照表)."""
