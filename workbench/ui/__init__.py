"""The screen: all Qt is here.

One room per part of the window; a room never imports a sibling, it emits and the shell connects.
``theme`` and ``widgets`` know nothing of requests; ``jobs`` is the one bridge to the network's thread.
"""
