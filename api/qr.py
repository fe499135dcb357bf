"""Draws addresses as QR codes."""

from __future__ import annotations

import io

import segno
from fastapi import Response


def qr_code(address: str) -> Response:
    """Gives the image that opens an address on a phone."""
    image = io.BytesIO()
    segno.make(address, error="m").save(image, kind="svg", scale=6, border=2, light="#ffffff")
    return Response(
        image.getvalue(),
        media_type="image/svg+xml",
        headers={"Cache-Control": "private, max-age=86400"},
    )
