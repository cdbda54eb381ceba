"""The one place where HTTP meets the rules: errors, requests, languages, polled fragments."""
