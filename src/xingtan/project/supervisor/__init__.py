"""The process supervisor: database, worker and web server under one parent, none of which outlives it."""
