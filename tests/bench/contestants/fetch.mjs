// What contestants get from the server.

export async function bytes(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Runs a script that is no module, as TensorFlow.js comes. */
export function script(path) {
  return new Promise((done, fail) => {
    const element = document.createElement("script");
    Object.assign(element, { src: path, onload: done, onerror: () => fail(new Error(path)) });
    document.head.append(element);
  });
}
