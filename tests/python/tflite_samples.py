"""What LiteRT makes of written files, beside what the page says: python tflite_samples.py FOLDER"""

import json
import sys
from pathlib import Path

import numpy as np

import tflite_reader

worst = 0.0
for folder in sorted(path for path in Path(sys.argv[1]).iterdir() if (path / "tflite").exists()):
    told = json.loads((folder / "probes.json").read_text())
    file = folder / "tflite" / "model.tflite"
    noted, (side, answer), largest = tflite_reader.notes(file), tflite_reader.opened(file), 0.0
    assert side == told["side"], f"{folder.name}: another side"
    for probe in told["probes"]:
        pixels = np.array(probe["pixels"], np.uint8).reshape(side, side, 3)
        probabilities, similarity = answer(pixels)
        expected = np.array(probe["probabilities"])
        assert probabilities.shape == expected.shape == (len(noted["labels"]),), folder.name
        assert probabilities.argmax() == expected.argmax(), f"{folder.name}: another label"
        largest = np.maximum(largest, np.abs(probabilities - expected).max())
        assert (similarity is None) == (probe["similarity"] is None), folder.name
        if similarity is not None:
            largest = np.maximum(largest, abs(similarity - probe["similarity"]))
    if told["threshold"] is not None:
        assert abs(noted["threshold"] - told["threshold"]) < 1e-6, folder.name
    print(f"{folder.name}: {largest:.1e}")
    worst = np.maximum(worst, largest)
print(f"{tflite_reader.NAME}: the largest difference is {worst:.1e}")
sys.exit(not worst <= 1e-4)
