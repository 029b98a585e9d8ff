"""Makes photos ready for readers: python pictures.py PHOTOS SIDE FOLDER

Of each photo a PNG of the model's side, which nobody has to scale; and `pixels`, all of them as red, green and blue.
"""

import inspect
import sys
import textwrap
from pathlib import Path

from PIL import Image, ImageOps

DOCS = Path(__file__).parents[2] / "docs" / "exports.md"


def picture(file, side):
    photo = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
    left, top = ((length - min(photo.size)) // 2 for length in photo.size)
    square = photo.crop((left, top, left + min(photo.size), top + min(photo.size)))
    return square.resize((side, side), Image.Resampling.BILINEAR)


def is_shown():
    """Whether the docs show the same code."""
    lines = textwrap.dedent(inspect.getsource(picture).split("\n", 1)[1]).strip()
    shown = lines.replace("Image.open(file)", 'Image.open("photo.jpg")').replace("return ", "picture = ")
    return shown in DOCS.read_text()


def main():
    photos, side, folder = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    assert is_shown(), "the docs show other code"
    folder.mkdir()
    with open(folder / "pixels", "wb") as pixels:
        for photo in sorted(photos.iterdir()):
            made = picture(photo, side)
            made.save((folder / photo.name).with_suffix(".png"))
            pixels.write(made.tobytes())


if __name__ == "__main__":
    main()
