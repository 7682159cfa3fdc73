"""The tasks, each with a sibling in the other half, and more for tuning put together at random."""

from tasks import functions, models, parameters, patchwork, related, surrogate, trees
from tasks.task import JUDGING, TUNING, Task

ALL = [*functions.TASKS, *parameters.TASKS, *trees.TASKS, *surrogate.TASKS, *models.TASKS, *patchwork.TASKS]
RELATED = related.TASKS
BY_NAME = {task.name: task for task in [*ALL, *RELATED]}

__all__ = ["ALL", "BY_NAME", "JUDGING", "RELATED", "TUNING", "Task"]
