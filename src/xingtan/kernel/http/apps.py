"""Django app of the HTTP room: it holds a catalogue of sentences, no model."""

from xingtan.kernel.registry import XingtanAppConfig


class HttpConfig(XingtanAppConfig):
    name = "xingtan.kernel.http"
    label = "http"
