"""What `scripts/install` and `scripts/uninstall` do: the system's own Python and its standard library, nothing else.

A part of the installation looks at the machine and returns the changes that are still to be made, each with its words
and its deed. So a dry run is the same plan, printed, and a second run is an empty one.
"""
