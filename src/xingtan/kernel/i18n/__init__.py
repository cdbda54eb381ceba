"""Chinese and English: catalogues, and how dates and school years are said."""
