"""What search offers the shell: nothing of its own. What can be found comes from the manifests' search sources."""

from xingtan.kernel.registry import Manifest

MANIFEST = Manifest()
