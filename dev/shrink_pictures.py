"""Give the pictures of a folder, and of those in it, a palette: smaller, with the same look."""

import sys
from pathlib import Path

from PIL import Image

COLOURS = 128


def shrink(path):
    with Image.open(path) as picture:
        if picture.mode == "RGB":
            picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    for path in sorted(Path(sys.argv[1]).rglob("*.png")):
        shrink(path)
