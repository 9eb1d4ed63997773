"""Bounds of the processes that open what strangers send: a hostile file takes down only its own process."""


def bound(memory: int, seconds: int) -> None:
    """Limit memory and time of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
