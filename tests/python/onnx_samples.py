"""What ONNX Runtime makes of written files, beside what the page says: python onnx_samples.py FOLDER"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

worst = 0.0
for folder in sorted(path for path in Path(sys.argv[1]).iterdir() if (path / "onnx").exists()):
    told = json.loads((folder / "probes.json").read_text())
    session = onnxruntime.InferenceSession(folder / "onnx" / "model.onnx")
    if "side" in told and told["side"]:
        shape = (-1, told["side"], told["side"], 3)
        pictures = np.array([probe["pixels"] for probe in told["probes"]], np.uint8).reshape(shape)
        outputs = session.run(None, {"pictures": pictures})
    else:
        tokens = [probe["tokens"] for probe in told["probes"]]
        longest = max(map(len, tokens))
        ids = np.array([row + [0] * (longest - len(row)) for row in tokens], np.int64)
        mask = np.array([[1] * len(row) + [0] * (longest - len(row)) for row in tokens], np.int64)
        outputs = session.run(None, {"input_ids": ids, "attention_mask": mask})
    expected = np.array([probe["probabilities"] for probe in told["probes"]])
    largest = np.abs(outputs[0] - expected).max()
    assert (outputs[0].argmax(1) == expected.argmax(1)).all(), f"{folder.name}: another label"
    if told["threshold"] is not None:
        similarity = np.array([probe["similarity"] for probe in told["probes"]])
        largest = np.maximum(largest, np.abs(outputs[1] - similarity).max())
        notes = session.get_modelmeta().custom_metadata_map
        assert abs(float(notes["threshold"]) - told["threshold"]) < 1e-6, folder.name
    print(f"{folder.name}: {largest:.1e}")
    worst = np.maximum(worst, largest)  # what is no number is the worst
print(f"ONNX Runtime {onnxruntime.__version__}: the largest difference is {worst:.1e}")
sys.exit(not worst <= 1e-4)
