"""The HTTP service: the JSON API and the pages over what the office does, shown by the renderers."""
