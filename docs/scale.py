"""Tells the photos of a folder apart on all machines of a Ray cluster: python scale.py model.onnx PHOTOS ANSWERS"""
import io, json, sys
import numpy, onnxruntime, ray
from PIL import Image, ImageOps

class Classifier:  # one in each worker
    def __init__(self, model):
        self.session = onnxruntime.InferenceSession(model)
        self.side = self.session.get_inputs()[0].shape[1]
        self.notes = self.session.get_modelmeta().custom_metadata_map
    def picture(self, file):
        photo = ImageOps.exif_transpose(Image.open(io.BytesIO(file))).convert("RGB")
        left, top = ((length - min(photo.size)) // 2 for length in photo.size)
        square = photo.crop((left, top, left + min(photo.size), top + min(photo.size)))
        return numpy.asarray(square.resize((self.side, self.side), Image.Resampling.BILINEAR))
    def __call__(self, files):
        pictures = numpy.stack([self.picture(file) for file in files["bytes"]])
        probabilities, *similarity = self.session.run(None, {"pictures": pictures})
        labels = numpy.array(json.loads(self.notes["labels"]))[probabilities.argmax(1)]
        unknown = similarity[0] < float(self.notes["threshold"]) if similarity else labels != labels
        return {"file": files["path"], "label": labels, "probability": probabilities.max(1), "unknown": unknown}

model, photos, answers = open(sys.argv[1], "rb").read(), *sys.argv[2:]
workers = {"compute": ray.data.ActorPoolStrategy(size=2), "num_cpus": 0.5, "batch_size": 32, "fn_constructor_args": [model]}
ray.data.read_binary_files(photos, include_paths=True).map_batches(Classifier, **workers).write_csv(answers)
