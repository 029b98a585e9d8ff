import { create } from "../headstart.js";
import { draw } from "./drawn.js"; // a canvas with a shape on it: use your own files, images or videos

export async function run() {
  const headstart = await create({ reads: "pictures", device: "cpu" });
  for (const shape of ["circle", "cross"]) {
    await headstart.add(shape, Array.from({ length: 6 }, (_, index) => draw(shape, index)));
  }
  const { accuracy, heldOut } = await headstart.train();
  const [best] = await headstart.classify(draw("cross", 9));
  headstart.close();
  return `${accuracy * heldOut} of ${heldOut} right; another cross: ${best.label}`;
}
