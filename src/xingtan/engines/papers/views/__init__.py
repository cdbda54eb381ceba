"""Pages of papers and seals."""
