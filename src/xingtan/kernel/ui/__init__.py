"""What people see: shell, components, theme. Knows no app; apps use the tags of `{% load ui %}`."""
