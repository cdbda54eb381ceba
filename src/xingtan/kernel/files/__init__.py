"""Files by their content, reached only through what holds them."""
