"""What LiteRT makes of written files, beside what the page says: python tflite.py FOLDER"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter


def notes(path):
    """The metadata of a file, by name."""
    model = schema.Model.GetRootAs(path.read_bytes())
    entries = [model.Metadata(at) for at in range(model.MetadataLength())]
    data = {entry.Name(): model.Buffers(entry.Buffer()).DataAsNumpy() for entry in entries}
    return {name.decode(): json.loads(value.tobytes()) for name, value in data.items()}


worst = 0.0
for folder in sorted(path for path in Path(sys.argv[1]).iterdir() if (path / "tflite").exists()):
    told = json.loads((folder / "probes.json").read_text())
    file = folder / "tflite" / "model.tflite"
    run = Interpreter(str(file)).get_signature_runner()
    noted, largest = notes(file), 0.0
    for probe in told["probes"]:
        shape = (1, told["side"], told["side"], 3)
        outputs = run(pictures=np.array(probe["pixels"], np.uint8).reshape(shape))
        probabilities, expected = outputs["probabilities"][0], np.array(probe["probabilities"])
        assert probabilities.shape == expected.shape == (len(noted["labels"]),), folder.name
        assert probabilities.argmax() == expected.argmax(), f"{folder.name}: another label"
        largest = np.maximum(largest, np.abs(probabilities - expected).max())
        assert ("similarity" in outputs) == (probe["similarity"] is not None), folder.name
        if probe["similarity"] is not None:
            largest = np.maximum(largest, abs(outputs["similarity"].item() - probe["similarity"]))
    if told["threshold"] is not None:
        assert abs(noted["threshold"] - told["threshold"]) < 1e-6, folder.name
    print(f"{folder.name}: {largest:.1e}")
    worst = np.maximum(worst, largest)
print(f"LiteRT {version('ai-edge-litert')}: the largest difference is {worst:.1e}")
sys.exit(not worst <= 1e-4)
