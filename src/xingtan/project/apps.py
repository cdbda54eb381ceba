"""The top storey as a Django app: it holds commands and wires, no model."""

from xingtan.kernel.registry import XingtanAppConfig


class ProjectConfig(XingtanAppConfig):
    name = "xingtan.project"
    label = "project"
