"""What code tables offer the shell: nothing of their own."""

from xingtan.kernel.registry import Manifest

MANIFEST = Manifest()
