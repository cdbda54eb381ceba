"""One archive of everything an installation holds: made while it runs, checked, put back, compared."""
