from __future__ import annotations

from xingtan.kernel.registry import Manifest

MANIFEST = Manifest()
