"""`python -m riskreg.server`: granian, with its own options, and the application's code read before it makes its processes.

Where processes are born as copies (Linux), each would otherwise read the same thousand modules at the same time: read once, they start
in half the processor time, share the memory, and one that died is replaced at once. What is read holds no connection, thread or secret:
the application itself is made by each process for itself.
"""

import multiprocessing

from granian.cli import entrypoint

import riskreg

if __name__ == "__main__":
    if multiprocessing.get_start_method() == "fork":
        riskreg.read()
    entrypoint()  # type: ignore[no-untyped-call]  # granian's
