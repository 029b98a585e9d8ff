// Shows each example's own code, and runs it when its button is pressed.

for (const code of document.querySelectorAll("[data-of]")) {
  const answer = await fetch(new URL(code.dataset.of, import.meta.url));
  code.textContent = await answer.text();
}

for (const button of document.querySelectorAll("[data-run]")) {
  const output = button.closest("section").querySelector("output");
  button.addEventListener("click", async () => {
    button.disabled = true;
    output.textContent = "Running…";
    try {
      const { run } = await import(new URL(button.dataset.run, import.meta.url));
      output.textContent = await run();
    } catch (error) {
      output.textContent = `It failed: ${error.message}`;
    }
    button.disabled = false;
  });
}

document.documentElement.dataset.ready = "true";
