"""What lists offer the shell: nothing of their own. Apps' lists come with the apps."""

from xingtan.kernel.registry import Manifest

MANIFEST = Manifest()
