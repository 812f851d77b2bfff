"""Backup and restore: the database and the files of an installation in one encrypted file.

``stroom``: the encrypted file. ``postgres``: dump, counts and digests in one snapshot. ``pakket``: what is in the file, in which
order. ``maak`` and ``herstel``: the two ways. Personal data are never on disk unencrypted on the way.
"""
