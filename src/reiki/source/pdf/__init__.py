"""PDF as published: glyphs and strokes on pages → lines → bands → tables and paragraphs, for horizontal and vertical text.

One way for municipal and national gazettes: what differs between them (傍線 as glyphs, bands, sideways tables) is met by
geometry and fonts, not by publisher.
"""
