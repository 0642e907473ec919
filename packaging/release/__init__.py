"""From a checkout to what users install: freeze, describe, wrap, check.  Called by ``packaging/package.py``."""
