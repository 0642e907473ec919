"""What this room raises on purpose; everything about a call itself is a Failure in its Exchange.

ImageError    an image that was asked for is not to be had
UpdateError   nobody could say whether there is a newer version
"""

from __future__ import annotations


class ImageError(Exception):
    """Why there is no image, in a sentence."""


class UpdateError(Exception):
    """Why there is no word of an update, in a sentence."""
