"""What a worker may still do once it is confined: compute, read files, answer its parent. Nothing else.

A document is parsed by C and Rust code that others wrote. Should one of them take that code over, the worker
can open no connection, start no program, write no file, look into no other process, and signal none.
Limits of the system (setrlimit) come with every system; the filter of calls (seccomp) needs Linux and
libseccomp, and where it cannot be had `missing` says so.
"""

import ctypes
import errno
import os
import resource
import sys
from functools import cache
from typing import Any

DESCRIPTORS = 256  # files open at once
# What is in the name of a variable of the environment that holds a secret, or where one lies.
_SECRET = ("PASS", "SECRET", "TOKEN", "CREDENTIAL", "_KEY", "ACCORDINGTO_SEALED", "ACCORDINGTO_IDENTITY")
# Calls that no reading of a document needs. What a kernel does not have is left out.
_NEVER = (
    "accept", "accept4", "bind", "connect", "listen", "sendmmsg", "socket", "socketpair",
    "execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd",
    "pidfd_open", "pidfd_send_signal", "kill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo",
    "creat", "chmod", "fchmod", "fchmodat", "chown", "fchown", "fchownat", "lchown", "link", "linkat",
    "mkdir", "mkdirat", "mknod", "mknodat", "rename", "renameat", "renameat2", "rmdir", "symlink",
    "symlinkat", "truncate", "unlink", "unlinkat", "utime", "utimes", "utimensat", "futimesat",
    "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr",
    "mount", "umount2", "move_mount", "open_tree", "fsopen", "pivot_root", "chroot", "setns", "unshare",
    "bpf", "userfaultfd", "perf_event_open", "keyctl", "add_key", "request_key",
    "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon",
    "swapoff", "acct", "settimeofday", "clock_settime", "sethostname", "setdomainname",
    "name_to_handle_at", "open_by_handle_at", "shmget", "msgget", "semget", "mq_open",
)  # fmt: skip
# Rings do what their entries say past any filter; clone3 hides its flags from one. Both have older ways.
_ABSENT = ("io_uring_setup", "io_uring_enter", "io_uring_register", "clone3", "openat2")
_CLONE_THREAD = 0x00010000


def forget() -> None:
    """Take what opens ledgers and mail out of this process's environment, and from where it was handed over.

    The system shows the latter in /proc as it was at the start, whatever Python has deleted since.
    """
    secret = [name for name in os.environ if any(word in name.upper() for word in _SECRET)]
    libc = ctypes.CDLL(None)
    libc.getenv.restype = ctypes.c_void_p
    for name in secret:
        place = libc.getenv(os.fsencode(name))
        if place:
            ctypes.memset(place, 0, len(ctypes.string_at(place)))
        del os.environ[name]


def limit(memory: int) -> int:
    """Give this process so many bytes of address space at most; returns how many it really has."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    kept = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (kept, hard))
    return kept


def confine() -> None:
    """Give up, for good, what reading does not need. What `missing` names stays possible."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no copy of what was read lies about after a crash
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    allowed = DESCRIPTORS if most == resource.RLIM_INFINITY else min(DESCRIPTORS, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, allowed))
    if missing() is None:
        _filter()


@cache
def missing() -> str | None:
    """Why calls cannot be filtered here, in plain words; None where they can."""
    if sys.platform != "linux":
        return "this system has no seccomp: documents are read under limits of memory, time and files"
    try:
        import pyseccomp  # noqa: F401, PLC0415  # fails where the system's library is not there
    except (ImportError, OSError, RuntimeError) as error:
        return f"libseccomp is missing ({error}): documents are read under limits of memory, time and files"
    return None


def _filter() -> None:
    import pyseccomp as seccomp  # noqa: PLC0415

    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    refused = seccomp.ERRNO(errno.EPERM)
    for name in _NEVER:
        _rule(rules, refused, name)
    for name in _ABSENT:
        _rule(rules, seccomp.ERRNO(errno.ENOSYS), name)
    # A new thread is fine, a new process is not.
    _rule(rules, refused, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, 0))
    # Signals within this process alone (abort is one).
    _rule(rules, refused, "tgkill", seccomp.Arg(0, seccomp.NE, os.getpid()))
    for bit in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC):
        _rule(rules, refused, "open", seccomp.Arg(1, seccomp.MASKED_EQ, bit, bit))
        _rule(rules, refused, "openat", seccomp.Arg(2, seccomp.MASKED_EQ, bit, bit))
    # No word to a socket that was open before.
    _rule(rules, refused, "sendto")
    _rule(rules, refused, "sendmsg")
    rules.load()


def _rule(rules: Any, action: int, name: str, *args: object) -> None:  # pyseccomp has no types of its own
    import pyseccomp as seccomp  # noqa: PLC0415

    number = seccomp.resolve_syscall(seccomp.system_arch(), name)
    if number >= 0:  # else this machine, or its library, has no such call
        rules.add_rule(action, name, *args)
