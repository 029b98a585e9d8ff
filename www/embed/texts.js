import { create } from "../headstart.js";

export async function run() {
  const headstart = await create({ reads: "texts", device: "cpu" });
  await headstart.add("Billing", ["I was charged twice.", "Please refund my money.", "My invoice is wrong.", "My bill went up."]);
  await headstart.add("Delivery", ["The parcel has not arrived.", "The box was broken.", "When will it be here?", "It is at the wrong house."]);
  const { accuracy, heldOut } = await headstart.train();
  const [best] = await headstart.classify("I paid and was charged the wrong amount of money");
  headstart.close();
  return `${accuracy * heldOut} of ${heldOut} right; the new one: ${best.label}`;
}
