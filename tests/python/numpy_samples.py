"""What NumPy makes of written files, beside what the page says: python numpy_samples.py FOLDER"""

import inspect
import json
import sys
from pathlib import Path

import numpy as np

from numpy_reader import NAME, classify, embed, read


def main():
    shown = (Path(__file__).parents[2] / "docs" / "exports.md").read_text()
    assert all(inspect.getsource(part) in shown for part in (read, embed, classify)), "the docs show other code"
    worst, count = 0.0, 0
    for folder in sorted(path for path in Path(sys.argv[1]).iterdir() if (path / "safetensors").exists()):
        notes, numbers = read(folder / "safetensors" / "model.safetensors")
        if notes["head"]["kind"] == "nearest":
            continue  # they are in what the page is asked with photos
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
    print(f"{NAME}: of {count}, the largest difference is {worst:.1e}")
    sys.exit(not (count and worst <= 1e-4))


if __name__ == "__main__":
    main()
