"""What this room raises on purpose; everything about a call itself is a Failure in its Exchange.

ImageError   an image that was asked for is not to be had
"""

from __future__ import annotations


class ImageError(Exception):
    """Why there is no image, in a sentence."""
