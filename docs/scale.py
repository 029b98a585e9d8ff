"""Tells the photos of a folder apart on all machines of a Ray cluster: python scale.py model.onnx PHOTOS ANSWERS"""
import io, json, sys
import numpy, onnxruntime, ray
from picture import picture

class Classifier:  # one in each worker
    def __init__(self, model):
        self.session = onnxruntime.InferenceSession(model)
        self.side = self.session.get_inputs()[0].shape[1]
        self.notes = self.session.get_modelmeta().custom_metadata_map
    def __call__(self, files):
        pictures = numpy.stack([picture(io.BytesIO(file), self.side) for file in files["bytes"]])
        probabilities, *similarity = self.session.run(None, {"pictures": pictures})
        labels = numpy.array(json.loads(self.notes["labels"]))[probabilities.argmax(1)]
        unknown = similarity[0] < float(self.notes["threshold"]) if similarity else labels != labels
        return {"file": files["path"], "label": labels, "probability": probabilities.max(1), "unknown": unknown}

model, photos, answers = open(sys.argv[1], "rb").read(), *sys.argv[2:]
workers = {"compute": ray.data.ActorPoolStrategy(size=2), "num_cpus": 0.5, "batch_size": 32, "fn_constructor_args": [model]}
ray.data.read_binary_files(photos, include_paths=True).map_batches(Classifier, **workers).write_csv(answers)
