"""Front door of the tasks room."""

from xingtan.kernel.tasks.data import State
from xingtan.kernel.tasks.definitions import Task, task
from xingtan.kernel.tasks.errors import TaskCancelled, TaskInterrupted, TaskRunNotFound
from xingtan.kernel.tasks.models import TaskRun
from xingtan.kernel.tasks.running import check_cancelled, progress
from xingtan.kernel.tasks.selectors import WorkerState, alive_count, run_of, runs_of, worker_state
from xingtan.kernel.tasks.services import cancel, retry, run_waiting

__all__ = (
    "State",
    "Task",
    "TaskCancelled",
    "TaskInterrupted",
    "TaskRun",
    "TaskRunNotFound",
    "WorkerState",
    "alive_count",
    "cancel",
    "check_cancelled",
    "progress",
    "retry",
    "run_of",
    "run_waiting",
    "runs_of",
    "task",
    "worker_state",
)
