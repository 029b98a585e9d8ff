// What runs inside the page: it is edited by a program, as fast as a program can, and looked at. An edit and what the
// page says after it are one evaluation, so that nothing comes between them.

/** Runs in a worker first: told to throw, it throws, and nothing else of it hears of that. */
export const throws = `
  self.addEventListener("message", (event) => {
    if (event.data !== "throw") return;
    event.stopImmediatePropagation();
    throw new Error("out of luck");
  });
`;

/** Runs in the page first: keeps the workers at hand, so that one can be ended from outside. */
export const init = () => {
  const Plain = window.Worker;
  window.started = [];
  window.Worker = class extends Plain {
    constructor(...of) {
      super(...of);
      window.started.push([String(of[0]), this]);
    }
  };
  window.named = (selector, name) =>
    [...document.querySelectorAll(selector)].find((it) => (it.getAttribute("aria-label") ?? it.textContent).trim() === name);

  /** The classes with the names of their examples, the project's name, and what the page says of saving. */
  window.look = () => {
    const boxes = [...document.querySelectorAll('[role="group"] input[aria-label="Class name"]')];
    const classes = boxes.map((box) => {
      const buttons = box.closest('[role="group"]').querySelectorAll('li button[aria-label^="Remove "]');
      return { name: box.value, examples: [...buttons].map((button) => button.getAttribute("aria-label").slice(7)) };
    });
    const said = window.named('[role="status"]', "Saved")?.textContent ?? "";
    return { name: window.named("input", "Project name")?.value ?? "", classes, said };
  };

  /** Whether every class shows all of its examples: of many they come a few at a time. */
  window.isShown = () => {
    const groups = [...document.querySelectorAll('.class[role="group"]')];
    return groups.length > 0 && groups.every((group) => {
      const [, said] = /^([\d,]+) examples?$/.exec(group.querySelector(".class-ways .hint")?.textContent.trim()) ?? [0, 0];
      return group.querySelectorAll('li button[aria-label^="Remove "]').length >= Number(`${said}`.replace(",", ""));
    });
  };

  const press = (button) => {
    if (!button || button.getAttribute("aria-disabled") === "true" || button.disabled) return false;
    button.click();
    return true;
  };
  const type = (box, text) => {
    box.value = text;
    box.dispatchEvent(new InputEvent("input", { bubbles: true, data: text, inputType: "insertText" }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };
  const give = (input, files) => {
    const transfer = new DataTransfer();
    for (const { name, bytes } of files) {
      const raw = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([raw], name, { type: "image/bmp" }));
    }
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };
  const group = (at) => document.querySelectorAll('[role="group"] input[aria-label="Class name"]')[at]?.closest('[role="group"]');
  const edits = {
    add: ({ at, files }) => {
      const input = group(at)?.querySelector('input[type="file"]');
      return Boolean(input) && give(input, files);
    },
    rename: ({ at, name }) => group(at) && type(group(at).querySelector('input[aria-label="Class name"]'), name),
    call: ({ name }) => type(window.named("input", "Project name"), name),
    remove: ({ name }) => press(window.named("li button", `Remove ${name}`)),
    removeClass: ({ name }) => press(window.named("button", `Remove class ${name}`)),
    addClass: () => press(window.named("button", "Add class")),
    undo: () => press(window.named("button", "Undo")),
    redo: () => press(window.named("button", "Redo")),
    train: () => press(window.named("button", "Train")),
    again: () => press(window.named("button", "Try to save again")),
    takeOver: () => press(window.named("button", "Take over")),
    nothing: () => true,
  };

  /** Waits until `check` gives something. */
  const until = async (check) => {
    for (let found; ; await new Promise((soon) => setTimeout(soon, 20))) if ((found = check())) return found;
  };
  const panel = async () => {
    const button = window.named("button", "Projects");
    if (button.getAttribute("aria-expanded") !== "true") button.click();
    return until(() => document.querySelector('ul[aria-label="Projects"], [role="list"][aria-label="Projects"]'));
  };

  /** Opens a file of a project. */
  window.openFile = async (file) => {
    await panel();
    give(await until(() => document.querySelector("#open-project-file")), [file]);
  };

  /** What the list says of each project that is kept: its name, and how many examples it has. */
  window.projects = async () => {
    const list = await panel();
    await until(() => list.children.length);
    return [...list.children].map((item) => {
      const [, examples] = /(\d+) examples?\b/.exec(item.textContent) ?? [];
      return { name: item.querySelector("button")?.textContent.trim(), examples: Number(examples) };
    });
  };

  /** Looks once all that there is has its place, or at what there is after a while: tiles are made a few a frame. */
  window.lookAtAll = async () => {
    for (const end = performance.now() + 5000; !window.isShown() && performance.now() < end; ) {
      await new Promise((soon) => setTimeout(soon, 20));
    }
    return window.look();
  };

  /** Does an edit, and looks once all that follows at once is shown. */
  window.edit = async (edit) => {
    const done = Boolean(edits[edit.kind](edit));
    await new Promise((shown) => setTimeout(shown));
    await until(window.isShown);
    return { done, ...window.look() };
  };
};

/** The SHA-256 of the originals that are on the device and whole; those that are not are under `damaged`. */
export const originals = async () => {
  const found = { whole: [], damaged: [] };
  const absent = (error) => {
    if (error.name !== "NotFoundError") throw error;
  };
  const id = new URL(location).searchParams.get("project");
  let folder = await navigator.storage.getDirectory();
  for (const name of ["headstart", "projects", id, "originals"]) folder = await folder?.getDirectoryHandle(name).catch(absent);
  if (!folder) return found;
  for await (const [name, file] of folder.entries()) {
    // What nobody needs goes, also while it is listed.
    const bytes = await file.getFile().then((file) => file.arrayBuffer()).catch(absent);
    if (!bytes) continue;
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const hex = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    (hex === name ? found.whole : found.damaged).push(name);
  }
  return found;
};
