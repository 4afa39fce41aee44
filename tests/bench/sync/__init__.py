"""Doorstep beside PouchDB and RxDB: the same visits, the same line, one table."""
