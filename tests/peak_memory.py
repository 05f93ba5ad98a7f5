"""The most memory that this process has had."""

from __future__ import annotations

import re
import resource
from pathlib import Path


def peak_mb() -> float:
    """Return the peak in megabytes.

    On Linux ``ru_maxrss`` keeps what the parent had before exec; the kernel's own mark, VmHWM, begins anew.
    """
    status = Path("/proc/self/status")
    own = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.is_file() else None
    return (int(own[1]) if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024
