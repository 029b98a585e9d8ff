"""What NumPy makes of written files, beside what the page says: python numpy_reader.py FOLDER

The first three functions are what docs/exports.md shows.
"""

import inspect
import json
import sys
from pathlib import Path

import numpy as np


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


def main():
    shown = (Path(__file__).parents[2] / "docs" / "exports.md").read_text()
    assert all(inspect.getsource(part) in shown for part in (read, embed, classify)), "the docs show other code"
    worst, count = 0.0, 0
    for folder in sorted(path for path in Path(sys.argv[1]).iterdir() if (path / "safetensors").exists()):
        notes, numbers = read(folder / "safetensors" / "model.safetensors")
        if notes["head"]["kind"] == "nearest":
            continue
        largest = 0.0
        for probe in json.loads((folder / "probes.json").read_text())["probes"]:
            pixels = np.array(probe["pixels"], np.uint8).reshape(notes["side"], notes["side"], 3)
            probabilities, similarity = classify(notes, numbers, pixels)
            assert probabilities.argmax() == np.argmax(probe["probabilities"]), f"{folder.name}: another label"
            assert len(probabilities) == len(notes["labels"]), f"{folder.name}: other labels"
            differences = list(probabilities - probe["probabilities"])
            if probe["similarity"] is not None:
                differences.append(similarity - probe["similarity"])
            largest = np.maximum(largest, np.abs(differences).max())  # what is no number is the worst
        print(f"{folder.name}: {largest:.1e}")
        worst, count = np.maximum(worst, largest), count + 1
    print(f"NumPy {np.__version__}: of {count}, the largest difference is {worst:.1e}")
    sys.exit(not (count and worst <= 1e-4))


if __name__ == "__main__":
    main()
