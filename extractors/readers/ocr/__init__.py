"""Reading pages that are pictures: preparation, table grid, Tesseract, our own glyph reader, layout."""
