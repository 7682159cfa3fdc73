"""The tasks, each with a sibling in the other half."""

from tasks import functions, parameters, patchwork, trees
from tasks.task import JUDGING, TUNING, Task

ALL = [*functions.TASKS, *parameters.TASKS, *trees.TASKS, *patchwork.TASKS]
BY_NAME = {task.name: task for task in ALL}

__all__ = ["ALL", "BY_NAME", "JUDGING", "TUNING", "Task"]
