"""LiteRT on a file: what its notes are, and what it says of a picture."""

import json
from importlib.metadata import version

from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter

NAME = f"LiteRT {version('ai-edge-litert')}"


def notes(path):
    """The metadata of a file, by name."""
    model = schema.Model.GetRootAs(path.read_bytes())
    entries = [model.Metadata(at) for at in range(model.MetadataLength())]
    data = {entry.Name(): model.Buffers(entry.Buffer()).DataAsNumpy() for entry in entries}
    return {name.decode(): json.loads(value.tobytes()) for name, value in data.items()}


def opened(path):
    """The side of its pictures, and what goes from pixels, uint8 [side, side, 3], to probabilities and similarity."""
    run = Interpreter(str(path)).get_signature_runner()
    side = int(run.get_input_details()["pictures"]["shape"][1])

    def answer(pixels):
        outputs = run(pictures=pixels[None])
        near = outputs["similarity"].item() if "similarity" in outputs else None
        return outputs["probabilities"][0], near

    return side, answer
