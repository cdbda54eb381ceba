"""One index over everything: Chinese words, pinyin and initials, with permission in the query. Enter by `api`."""
