"""The pages that people review, and the words and figures they are made of.

`page` puts a page together; the command line and `deploy/` take single parts
(`cost`, `evidence`, `markdown`), so nothing is imported here.
"""
