// What is said of samples.

/** The median and the range from the lowest to the highest; `undefined` without samples. */
export function summary(samples) {
  if (!samples.length) return undefined;
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.floor(middle - 0.5)] + sorted[Math.ceil(middle - 0.5)]) / 2;
  return { median, lowest: sorted[0], highest: sorted.at(-1), samples };
}
