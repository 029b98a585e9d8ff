// Starts a helper: the first message names its script and brings its compiled code.
addEventListener(
  "message",
  async ({ data: [script, module] }) => {
    try {
      const { default: start } = await import(script);
      await start({ module_or_path: module });
    } catch (error) {
      postMessage(String(error));
    }
  },
  { once: true },
);
