"""Compiled templates, kept in the data folder: compiling those of one page takes a tenth of a second, which every start would pay again.

What is read back is run, so that it must be ours, whole, and of this very template: each file bears a seal made with the installation's
secret, and Jinja keeps the sum of the source in it. A folder that cannot be written, or a file that is not as we wrote it, only means
compiling again. Nothing of our own functions is worked out beforehand (`optimized`), or what they said would outlive them.
"""

import hashlib
import hmac
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import jinja2
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from riskreg.core.data_folder import stays
from riskreg.core.settings import Settings

FOLDER = stays("templates")


def place(settings: Settings) -> Path:
    return settings.folder / FOLDER


def install(app: Flask, settings: Settings) -> None:
    """After whatever changes how templates are read: that is part of what the seal is made with."""
    env = app.jinja_env
    env.optimized = False
    read_as = (jinja2.__version__, env.trim_blocks, env.lstrip_blocks, sorted(env.extensions))
    env.bytecode_cache = CompiledTemplates(place(settings), f"compiled template\n{read_as}\n{settings.secret}".encode())


class CompiledTemplates(BytecodeCache):
    """A file for each template. Whoever writes puts a whole one in the place of the old: several processes may."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder, self._key = folder, key

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            kept = self._file(bucket).read_bytes()
            seal, code = kept[: hashlib.sha256().digest_size], kept[hashlib.sha256().digest_size :]
            if hmac.compare_digest(seal, self._seal(bucket, code)):
                bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            code = bucket.bytecode_to_string()
            handle, new = tempfile.mkstemp(suffix=".new", dir=self.folder)
            try:
                with open(handle, "wb") as file:
                    file.write(self._seal(bucket, code) + code)
                os.replace(new, self._file(bucket))
            except OSError:
                os.unlink(new)

    def clear(self) -> None:
        for file in self.folder.glob("*.compiled"):
            file.unlink(missing_ok=True)

    def _file(self, bucket: Bucket) -> Path:
        return self.folder / f"{bucket.key}.compiled"

    def _seal(self, bucket: Bucket, code: bytes) -> bytes:
        """A file put in another's place is not that one's."""
        return hmac.digest(self._key, bucket.key.encode() + code, "sha256")
