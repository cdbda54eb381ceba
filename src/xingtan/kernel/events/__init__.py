"""Events as rows: written with the change, delivered afterwards."""
