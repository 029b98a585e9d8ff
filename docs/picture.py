"""A photo as the page makes it ready in Chromium: picture("photo.jpg", 224) is its pixels, uint8 [224, 224, 3]"""
import math
import numpy
from PIL import Image, ImageOps

def picture(file, side):
    photo = numpy.asarray(ImageOps.exif_transpose(Image.open(file)).convert("RGB"), numpy.float32)
    length = min(photo.shape[:2])
    corner = [(whole - length) // 2 for whole in photo.shape[:2]]
    def scaled(halvings):
        x = photo
        for _ in range(halvings):
            x = numpy.floor(halved(halved(x)))
        for first, whole in zip(corner, photo.shape):
            shrunk = len(x) / whole
            x = between(x, first * shrunk, length * shrunk, side)
        return x
    # Where it gets smaller, halved copies of it are scaled: two of them, and each counts by how near it is.
    halvings = max(0, math.log2(length / side) - 0.5)
    x, share = scaled(int(halvings)), halvings % 1
    return (x + share * (scaled(int(halvings) + 1) - x) if share else x).round().astype(numpy.uint8)

def halved(x):  # along the first axis, which becomes the second
    x = (x[:-1:2] + 2 * x[1::2] + x[2::2]) / 4 if len(x) % 2 else (x[::2] + x[1::2]) / 2
    return x.swapaxes(0, 1)

def between(x, first, length, side):  # neighbours (bilinear), also those beyond the square; axes as above
    at = first + (numpy.arange(side) + 0.5) * length / side - 0.5
    low = numpy.floor(at).astype(int)
    share = (at - low)[:, None, None].astype(numpy.float32)
    return (x.take(low, 0, mode="clip") * (1 - share) + x.take(low + 1, 0, mode="clip") * share).swapaxes(0, 1)
