"""Words of papers: permissions, kinds, and everything that can be printed."""
