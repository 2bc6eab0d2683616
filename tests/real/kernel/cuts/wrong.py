"""Recipes that lose pictures, to see that the judge notices. `ours` is the program's own."""

import os
from contextlib import nullcontext
from unittest.mock import patch

from trapd.card import durable


def unsynced():
    """The unit on a system that never syncs."""
    return patch.object(os, "fsync", lambda fd: None)


def renamed():
    """What is usual: a temporary file, synced, renamed into place, the folder synced."""

    def write(path, data, mtime_ns):
        temporary = path.with_suffix(".tmp")
        with temporary.open("wb") as file:
            file.write(data)
            durable.sync(file)
        temporary.rename(path)
        durable.sync_folder(path.parent)

    return patch.object(durable, "write", write)


RECIPES = {"ours": nullcontext, "unsynced": unsynced, "renamed": renamed}
