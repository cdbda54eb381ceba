"""Reading a set: the archive, the text, the heads, the cells."""
