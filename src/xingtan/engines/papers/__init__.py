"""Papers: everything printed, its numbers, its seals, and whether a paper somebody holds is genuine."""
