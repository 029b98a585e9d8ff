"""NumPy on a file of safetensors: what its notes are, and what it says of a picture.

The first three functions are what docs/exports.md shows; the last is what it says of nearest neighbours.
"""

import json
from pathlib import Path

import numpy as np

NAME = f"NumPy {np.__version__}"


def read(path):
    data = Path(path).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    notes = {key: json.loads(text) for key, text in header.pop("__metadata__").items()}
    numbers = {}
    for name, tensor in header.items():
        first, last = tensor["data_offsets"]
        numbers[name] = np.frombuffer(data[start + first : start + last], "<f4").reshape(tensor["shape"])
    return notes, numbers


def embed(notes, numbers, pixels):  # uint8 [side, side, 3]
    maps = {-1: (pixels / 127.5 - 1) * notes["scale"] + notes["shift"]}
    for at, layer in enumerate(notes["layers"]):
        weight, bias = numbers[f"layers.{at}.weight"], numbers[f"layers.{at}.bias"]
        x = np.pad(maps[layer["source"]], (layer["zeros"], layer["zeros"], (0, 0)))
        x = np.lib.stride_tricks.sliding_window_view(x, weight.shape[:2], (0, 1))
        x = x[:: layer["stride"], :: layer["stride"]]  # [rows, columns, inputs, kernel, kernel]
        sums = "yxihw,hwi->yxi" if layer["depthwise"] else "yxihw,hwio->yxo"
        x = np.einsum(sums, x, weight, optimize=True) + bias + maps.get(layer["shortcut"], 0)
        maps[at] = x = np.clip(x, *layer["limits"])
    edges = [cell * len(x) // notes["grid"] for cell in range(notes["grid"] + 1)]
    cells = [slice(*pair) for pair in zip(edges, edges[1:])]
    return np.concatenate([x[down, across].mean((0, 1)) for down in cells for across in cells])


def classify(notes, numbers, pixels):
    x = embed(notes, numbers, pixels)
    if notes["mirrors"]:
        x = (x + embed(notes, numbers, pixels[:, ::-1])) / 2
    unit = x / max(np.linalg.norm(x), 1e-30)
    if notes["head"]["kind"] == "means":
        logits = notes["head"]["factor"] * (numbers["head.directions"] @ unit)
    else:
        if "head.hidden.weight" in numbers:
            x = np.maximum(x @ numbers["head.hidden.weight"] + numbers["head.hidden.bias"], 0)
        logits = x @ numbers["head.output.weight"] + numbers["head.output.bias"]
    votes = np.exp(logits - logits.max())
    nearest = np.sort(numbers["known.directions"] @ unit)[::-1][: notes["nth"]] if "nth" in notes else [1]
    return votes / votes.sum(), nearest[-1]  # "I don't know" where this is below notes["threshold"]


def answer(notes, numbers, pixels):
    """What `classify` gives, for nearest neighbours too."""
    head = notes["head"]
    if head["kind"] != "nearest":
        return classify(notes, numbers, pixels)
    alike = notes | {"head": {"kind": "means", "factor": 1}}
    shares, similarity = classify(alike, numbers, pixels)
    below = np.log(shares / shares.max())  # each example's cosine less the largest
    votes = np.full(len(notes["labels"]), head["least"])
    for at in np.argsort(-below, kind="stable")[: head["voters"]]:
        votes[head["labels"][at]] += np.exp(below[at] / head["temperature"])
    votes = votes ** head["factor"]
    return votes / votes.sum(), similarity
