"""Makes photos ready as docs/exports.md shows: python pictures.py PHOTOS SIDE FOLDER

Of each photo a PNG of the model's side, which nobody has to scale; and `pixels`, all of them as red, green and blue.
"""

import sys
from pathlib import Path

from PIL import Image

sys.path.append(str(Path(__file__).parents[2] / "docs"))
from picture import picture

photos, side, folder = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
folder.mkdir()
with open(folder / "pixels", "wb") as pixels:
    for photo in sorted(photos.iterdir()):
        made = picture(photo, side)
        Image.fromarray(made).save((folder / photo.name).with_suffix(".png"))
        pixels.write(made.tobytes())
