"""Bytes in, bytes out: JPEG with EXIF, the pre-roll ring, MP4."""
