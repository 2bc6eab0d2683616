"""The pictures that libcamera's virtual camera plays. Run as a program it draws them."""

from __future__ import annotations

from pathlib import Path

SCENE = Path("/opt/scene")
"""The folder that virtual.yaml names (scripts/real/debian.sh); libcamera reads it once, when it is loaded."""
SIZE = (640, 480)
SMALL = (320, 240)
"""The other size that virtual.yaml offers, for a second stream."""
PICTURES = 8
REPEAT = 4
"""libcamera shows each picture for four frames."""


def grey(picture: int) -> int:
    """How bright picture number so-and-so is: 32, 56, … 200."""
    return 32 + 24 * picture


def render() -> None:
    """Numbered pictures of known brightness, blue on the left and red on the right."""
    from PIL import Image, ImageDraw, ImageFont

    SCENE.mkdir(parents=True, exist_ok=True)
    for number in range(PICTURES):
        level = grey(number)
        picture = Image.new("YCbCr", SIZE, (level, 128, 128))
        draw = ImageDraw.Draw(picture)
        draw.rectangle((0, 200, 319, 479), fill=(level, 168, 108))
        draw.rectangle((320, 200, 639, 479), fill=(level, 108, 168))
        draw.text((20, 20), str(number), fill=(255, 128, 128), font=ImageFont.load_default(96))
        picture.save(SCENE / f"{number}.jpg", quality=95)


if __name__ == "__main__":
    render()
