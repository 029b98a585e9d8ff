// <head-start> as a widget of Jupyter, Colab and marimo, by https://anywidget.dev: docs/embedding.md has the Python.

import "./head-start.js";

/** Shows it in `el`; `labels`, `accuracy` and `prediction` of the model follow what is done there. */
function render({ model, el }) {
  const element = document.createElement("head-start");
  for (const name of ["reads", "model", "lang"]) {
    const value = model.get(name);
    if (value) element.setAttribute(name, value);
  }
  const set = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };
  element.addEventListener("trained", ({ detail }) => set({ labels: detail.labels, accuracy: detail.accuracy }));
  element.addEventListener("classified", ({ detail }) => set({ prediction: detail.ranked }));
  // A notebook's own shortcuts would take Enter from the box of texts, or run the cell again, which starts from nothing.
  element.addEventListener("keydown", (event) => event.stopPropagation());
  // Light or dark as the notebook is, whatever the system is.
  element.style.colorScheme = "inherit";
  el.append(element);
  return () => element.remove();
}

export default { render };
