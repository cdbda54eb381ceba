"""National code tables with standard, version and validity. Enter by `api`; `checks` tests numbers."""
