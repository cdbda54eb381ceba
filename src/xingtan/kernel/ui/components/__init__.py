"""Components as functions that return safe HTML. `templatetags/ui.py` registers them; views never call them."""
