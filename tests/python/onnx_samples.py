"""What ONNX Runtime makes of written files, beside what the page says: python onnx_samples.py FOLDER"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

import onnx_reader

worst = 0.0
for folder in sorted(path for path in Path(sys.argv[1]).iterdir() if (path / "onnx").exists()):
    told = json.loads((folder / "probes.json").read_text())
    session = onnxruntime.InferenceSession(folder / "onnx" / "model.onnx")
    if "side" in told and told["side"]:
        shape = (-1, told["side"], told["side"], 3)
        pixels = np.array([probe["pixels"] for probe in told["probes"]], np.uint8).reshape(shape)
        outputs = onnx_reader.pictures(session, pixels)
    else:
        outputs = onnx_reader.texts(session, [probe["tokens"] for probe in told["probes"]])
    expected = np.array([probe["probabilities"] for probe in told["probes"]])
    largest = np.abs(outputs[0] - expected).max()
    assert (outputs[0].argmax(1) == expected.argmax(1)).all(), f"{folder.name}: another label"
    if told["threshold"] is not None:
        similarity = np.array([probe["similarity"] for probe in told["probes"]])
        largest = np.maximum(largest, np.abs(outputs[1] - similarity).max())
        assert abs(onnx_reader.notes(session)["threshold"] - told["threshold"]) < 1e-6, folder.name
    print(f"{folder.name}: {largest:.1e}")
    worst = np.maximum(worst, largest)  # what is no number is the worst
print(f"{onnx_reader.NAME}: the largest difference is {worst:.1e}")
sys.exit(not worst <= 1e-4)
