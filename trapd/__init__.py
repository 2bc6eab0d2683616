"""trapd: the firmware controller of a camera trap."""

__version__ = "0.1.0"
