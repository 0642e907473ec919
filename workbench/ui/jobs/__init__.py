"""The one bridge between the asyncio thread and the GUI thread: jobs, their results, progress and cancel.

Nothing that can wait runs on the GUI thread; results come back by one queued signal.
"""

from workbench.ui.jobs.jobs import Job, Jobs, StoppedError

__all__ = ["Job", "Jobs", "StoppedError"]
