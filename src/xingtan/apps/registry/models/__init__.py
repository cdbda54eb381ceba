"""Registry's models, by noun."""

from xingtan.apps.registry.models.certificates import Certificate
from xingtan.apps.registry.models.custody import CustodyRequest
from xingtan.apps.registry.models.findings import Finding
from xingtan.apps.registry.models.pairs import DifferentPair
from xingtan.apps.registry.models.placements import Placement

__all__ = ["Certificate", "CustodyRequest", "DifferentPair", "Finding", "Placement"]
