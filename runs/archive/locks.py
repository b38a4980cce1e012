"""File locks: ensure that only one program writes, and tell whether one does.

The system releases a lock however its process ends. POSIX systems lock a whole file (`flock`),
Windows a byte of it, here one beyond any file's end, so that reading is not hindered. Some file
systems of clusters have no locks (Lustre without its option, some NFS): there nobody can be kept
out, so that writing is refused with a message, and reading goes on and says that it cannot tell.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from runs.errors import WrongInput

fcntl: Any = import_module("fcntl") if find_spec("fcntl") else None  # not on Windows
msvcrt: Any = import_module("msvcrt") if find_spec("msvcrt") else None  # on Windows alone
BYTE = 2**40
"""Place of the byte that stands for the file where bytes are locked."""

UNSUPPORTED = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP}
STEP = 0.05
"""Seconds between two attempts."""


class NoLocksError(OSError):
    """The file system or the operating system does not support file locks."""


def lock(file: IO[Any], patience: float) -> None:
    """Lock a file for this process, waiting up to `patience` seconds; BlockingIOError if another
    process still holds the lock.

    The lock is held until the file is closed. Raises NoLocksError if locks are not supported,
    OSError for any other reason.
    """
    until = time.monotonic() + patience
    while True:
        try:
            _acquire_lock(file, shared=False)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise
        time.sleep(STEP)


def is_locked(file: IO[Any]) -> bool | None:
    """Say whether another process holds a file's lock; None where that cannot be told, such as on a
    file system without locks.
    """
    try:
        _acquire_lock(file, shared=True)
    except BlockingIOError:
        return True
    except OSError:  # whatever it is, what is there can be read
        return None
    with suppress(OSError):
        _release_lock(file)
    return False


def is_still_at(file: IO[Any], path: Path) -> bool:
    """Say whether an open file is the one at a path, which may have been moved or replaced."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except (OSError, ValueError):
        return False


def make_no_locks_refusal(folder: Path, writers: str, error: OSError) -> WrongInput:
    """Return the WrongInput for a folder without file locks, where two programs could collide.

    writers: what these are, in the plural.
    """
    return WrongInput(
        f"{folder} has no file locks ({error.strerror}), so that two {writers} could not be kept "
        "apart: choose a folder on another file system, such as a local disk.",
        key="outputs",
        value=str(folder),
        allowed=["a folder where flock works: $TAIJIE_OUTPUTS or outputs= names it"],
    )


def _acquire_lock(file: IO[Any], *, shared: bool) -> None:
    """Lock a file at once, or raise BlockingIOError, or NoLocksError where locks are not supported;
    where bytes are locked (Windows), no lock is shared.
    """
    if fcntl is None and msvcrt is None:
        raise NoLocksError(errno.ENOSYS, "none on this operating system")
    try:
        if fcntl is None:
            _lock_byte(file, msvcrt.LK_NBLCK)
        else:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError as error:
        if fcntl is None and error.errno in (errno.EACCES, errno.EDEADLK):
            raise BlockingIOError(error.errno, os.strerror(error.errno)) from error
        if error.errno in UNSUPPORTED:
            raise NoLocksError(error.errno, os.strerror(error.errno or 0)) from error
        raise


def _release_lock(file: IO[Any]) -> None:
    """Release this process's lock of a file."""
    if fcntl is None:
        _lock_byte(file, msvcrt.LK_UNLCK)
    else:
        fcntl.flock(file, fcntl.LOCK_UN)


def _lock_byte(file: IO[Any], mode: int) -> None:
    """Lock or unlock (`mode`, of msvcrt) the one byte that stands for a file, without moving the
    file's position.
    """
    handle = file.fileno()
    place = os.lseek(handle, 0, os.SEEK_CUR)
    try:
        os.lseek(handle, BYTE, os.SEEK_SET)
        msvcrt.locking(handle, mode, 1)
    finally:
        os.lseek(handle, place, os.SEEK_SET)
