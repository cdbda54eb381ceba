"""Data exchange: rosters in and out, as OneRoster 1.2 CSV."""
