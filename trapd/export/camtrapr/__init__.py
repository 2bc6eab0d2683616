"""A survey for camtrapR (Niedballa et al. 2016, doi:10.1111/2041-210X.12600), which takes all times for local ones.

What it reads was looked up in its source: docs/camtrapr.md has the calls.
"""
