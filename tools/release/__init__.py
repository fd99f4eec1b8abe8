"""Releasing the packages one by one: versions, changelogs, wheels, pins, and what is checked before a tag is made.

`docs/operations/releasing.md` tells how it is used.
"""
