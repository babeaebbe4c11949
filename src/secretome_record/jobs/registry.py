"""Which work there is: rooms name a function here, jobs are started by that name."""

from collections.abc import Callable

from django.utils.module_loading import autodiscover_modules

Work = Callable[..., str]
_work: dict[str, Work] = {}


def register(name: str, function: Work) -> None:
    """Name a piece of work. It is called as ``function(by=, at=, progress=, **arguments)``.

    It returns the address of its result, or nothing. It may be run again after a crash, so it
    must come to the same end however often it is started.
    """
    _work[name] = function


def work_named(name: str) -> Work:
    """Return the function behind ``name``; rooms are asked for their ``job_work`` modules first."""
    autodiscover_modules("job_work")
    return _work[name]
