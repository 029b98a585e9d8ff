"""ONNX Runtime on a file: what its notes are, and what it says of pictures and of texts."""

import json

import numpy as np
import onnxruntime

NAME = f"ONNX Runtime {onnxruntime.__version__}"


def notes(session):
    return {key: json.loads(text) for key, text in session.get_modelmeta().custom_metadata_map.items()}


def pictures(session, pixels):  # uint8 [n, side, side, 3]
    return session.run(None, {"pictures": pixels})


def texts(session, tokens):  # ids of each text; shorter ones are filled up
    longest = max(map(len, tokens))
    ids = np.array([row + [0] * (longest - len(row)) for row in tokens], np.int64)
    mask = np.array([[1] * len(row) + [0] * (longest - len(row)) for row in tokens], np.int64)
    return session.run(None, {"input_ids": ids, "attention_mask": mask})
