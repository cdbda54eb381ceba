"""Lists of rows: filter, sort, page by key, choose, act, undo, export, print. Enter by `api`."""
