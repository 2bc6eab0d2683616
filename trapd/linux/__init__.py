"""Backends of any Linux machine: serial GPS, tty console, sysfs power, a directory as card."""
