"""What a reader says of pictures or texts, as JSON: python answers.py MODEL INPUT

MODEL is an .onnx, .tflite or .safetensors file, and INPUT the pixels that pictures.py writes; or MODEL is the .zip of what
reads texts, and INPUT a JSON array of them.
"""

import json
import sys
import zipfile
from functools import partial
from pathlib import Path

import numpy as np


def pixels(path, side):
    return np.fromfile(path, np.uint8).reshape(-1, side, side, 3)


def each(answer, pictures):
    """What is said of each picture, as ONNX Runtime gives it for all."""
    probabilities, similarity = zip(*map(answer, pictures))
    return np.array(probabilities), np.array(similarity)


def onnx(model, path):
    import onnx_reader as reader
    import onnxruntime

    session = onnxruntime.InferenceSession(model)
    side = session.get_inputs()[0].shape[1]
    return reader.NAME, reader.notes(session), reader.pictures(session, pixels(path, side))


def tflite(model, path):
    import tflite_reader as reader

    side, answer = reader.opened(model)
    return reader.NAME, reader.notes(model), each(answer, pixels(path, side))


def safetensors(model, path):
    import numpy_reader as reader

    notes, numbers = reader.read(model)
    answers = each(partial(reader.answer, notes, numbers), pixels(path, notes["side"]))
    return reader.NAME, notes, answers


def texts(model, path):
    import onnx_reader as reader
    import onnxruntime
    import tokenizers

    with zipfile.ZipFile(model) as files:
        tokenizer = tokenizers.Tokenizer.from_buffer(files.read("tokenizer.json"))
        session = onnxruntime.InferenceSession(files.read("model.onnx"))
    tokens = [encoded.ids for encoded in tokenizer.encode_batch(json.loads(path.read_text()))]
    name = f"{reader.NAME} with tokenizers {tokenizers.__version__}"
    return name, reader.notes(session), reader.texts(session, tokens)


READERS = {".onnx": onnx, ".tflite": tflite, ".safetensors": safetensors, ".zip": texts}

model = Path(sys.argv[1])
name, notes, (probabilities, similarity) = READERS[model.suffix](model, Path(sys.argv[2]))
unknown = similarity < notes["threshold"]
rows = [
    {"probabilities": list(map(float, row)), "similarity": float(near), "unknown": bool(strange)}
    for row, near, strange in zip(probabilities, similarity, unknown)
]
print(json.dumps({"reader": name, "labels": notes["labels"], "answers": rows}))
