"""Long and later work: idempotent, visible to its owner, retried."""
