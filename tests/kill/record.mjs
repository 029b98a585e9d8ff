// What was done, what the page had confirmed of it, and whether a project that is opened again agrees.

/** What is compared of a look at the page: its classes, their examples, the project's name. */
export const facts = ({ name, classes }) => JSON.stringify({ name, classes });

const namesOf = ({ classes }) => classes.flatMap((one) => one.examples);
const SAVED = "Saved on this device";

/** All that a project has been, from what was confirmed last. */
export class Record {
  constructor(look) {
    this.seen = new Set();
    this.confirmed = 0;
    this.edits = 0;
    this.restart(look);
  }

  /** Starts again from what is there. */
  restart(look) {
    // Each with the time when it was seen first; the first of them is confirmed.
    this.states = [{ look, at: performance.now() }];
    this.pending = [];
    this.open = 0;
    this.remember(look);
  }

  remember({ name, classes }) {
    this.seen.add(JSON.stringify(classes));
    this.name = name;
  }

  get last() {
    return this.states.at(-1).look;
  }

  /** An edit was asked for; until the page is seen again nobody knows whether it was done. */
  ask(edit) {
    this.pending.push(edit);
  }

  /** The page was seen. */
  see(look) {
    this.pending = [];
    if (facts(look) !== facts(this.last)) {
      this.states.push({ look, at: performance.now() });
      this.open += 1;
      this.edits += 1;
      this.remember(look);
    }
    if (look.said === SAVED) {
      this.confirmed += this.open;
      this.open = 0;
      this.states = [this.states.at(-1)];
    }
  }

  /**
   * How a project that was opened again differs: `lost` and `returned` are what was confirmed and is not so,
   * `late` are edits that are missing though they were more than a second old at `end`.
   */
  compare(look, end) {
    const states = this.states.map((state) => state.look);
    const newest = states.at(-1);
    const candidates = [...states, ...this.pending.flatMap((edit) => after(newest, edit, look))];
    const old = new Set(namesOf(states[0]));
    for (let at = candidates.length - 1; at >= 0; at -= 1) {
      if (agrees(look, candidates[at], old)) {
        const late = this.states.filter((state, place) => place > at && end - state.at > 1000).length;
        return { lost: [], returned: [], late };
      }
    }
    // A step back or forth was under way, which leads to what has been already.
    const steps = this.pending.some(({ kind }) => ["undo", "redo"].includes(kind));
    if (steps && this.seen.has(JSON.stringify(look.classes))) return { lost: [], returned: [], late: 0 };
    return difference(look, candidates);
  }
}

/** What an edit makes of a project. What a new class is called the page decides, so `now` tells. */
function after(before, edit, now) {
  const { name, classes } = structuredClone(before);
  const one = classes[edit.at];
  switch (edit.kind) {
    case "add":
      one?.examples.push(...edit.files.map((file) => file.name));
      break;
    case "rename":
      if (one) one.name = edit.name;
      break;
    case "call":
      return [{ name: edit.name, classes }];
    case "remove":
      for (const each of classes) each.examples = each.examples.filter((example) => example !== edit.name);
      break;
    case "addClass":
      return [{ name, classes: [...classes, { name: now.classes.at(-1)?.name, examples: [] }] }];
    case "removeClass":
      return [{ name, classes: classes.filter((each) => each.name !== edit.name) }];
    default:
      return [];
  }
  return [{ name, classes }];
}

/** Whether they are the same, but for examples that were added after all that was confirmed: their files are copied later. */
function agrees(look, state, old) {
  const same = look.name === state.name && look.classes.length === state.classes.length;
  return same && state.classes.every(({ name, examples }, at) => {
    const here = look.classes[at];
    const left = examples.filter((example) => here.examples.includes(example) || old.has(example));
    return here.name === name && JSON.stringify(left) === JSON.stringify(here.examples);
  });
}

/** What every state has and the project has not, and what it has and none of them had. */
function difference(look, states) {
  const parts = (of) => [
    `project ${of.name}`,
    ...of.classes.map((one) => `class ${one.name}`),
    ...of.classes.flatMap((one) => one.examples.map((example) => `${example} in ${one.name}`)),
  ];
  const here = parts(look);
  const all = states.map(parts);
  const lost = all[0].filter((part) => all.every((there) => there.includes(part)) && !here.includes(part));
  const returned = here.filter((part) => all.every((there) => !there.includes(part)));
  // Each part was there once, but never so together.
  return { lost: lost.length + returned.length ? lost : ["the order or the combination"], returned, late: 0 };
}
