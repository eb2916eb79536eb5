// A backend of memory for the dev page and the look script. It answers as the real one does and
// keeps nothing; it is never part of the build.

import type {
  Block, DocumentEvent, Failure, Found, Framing, FrontMatter, Inline, Instruction, LibraryView, Listed,
  Notice, Opened, PictureInfo, PreviewPage, Preferences, Progress, Published, Start, Step,
} from "../src/backend/types";
import example from "./example.json";
import { versionsOf } from "./versions";

type Trees = Record<string, Record<string, Instruction>>;
type Arguments = Record<string, unknown>;

declare global {
  interface Window {
    __TAURI_INTERNALS__: unknown;
    __TAURI_EVENT_PLUGIN_INTERNALS__: { unregisterListener: (event: string, id: number) => void };
    /** What the look script sets before the page begins. */
    WERKWIJZER_DEV?: { pages?: Record<string, number> };
    /** For the look script: what the backend would tell by itself. */
    werkwijzer: { emit: (event: string, payload?: unknown) => void };
  }
}

const asked = new URLSearchParams(location.search);
const trees = structuredClone(example.trees) as unknown as Trees;
const snippets = example.snippets as unknown as Record<string, Block[]>;
const home = "C:\\Users\\Noor\\Documents";
const now = Date.now();
const hour = 3_600_000;

// — Calls from Rust into the page —

const callbacks = new Map<number, (data: unknown) => void>();
let nextCallback = 1;

type Listener = { event: string; handler: number };
const listeners = new Map<number, Listener>();

function emit(event: string, payload: unknown = null) {
  for (const [id, listener] of listeners) {
    if (listener.event === event) callbacks.get(listener.handler)?.({ event, id, payload });
  }
}

const sent = new Map<number, number>();

/** Sends over a channel of the page; messages are numbered. */
function send(channel: unknown, message: unknown) {
  const { id } = channel as { id: number };
  const index = sent.get(id) ?? 0;
  sent.set(id, index + 1);
  callbacks.get(id)?.({ index, message });
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function failure(code: string, message: string, hint: string, file: string | null = null): Failure {
  return { code, file, line: null, message, hint };
}

// — The library —

function words(content: Inline[]): string {
  return content
    .map((inline) => {
      if ("text" in inline) return inline.text;
      if ("content" in inline) return words(inline.content);
      if (inline.type === "variable") return `{{${inline.name}}}`;
      return " ";
    })
    .join("");
}

const countSteps = (steps: Step[]): number =>
  steps.reduce((sum, step) => sum + 1 + countSteps(step.steps), 0);

function list(folder: string, index: number): Listed {
  const byLanguage = trees[folder] ?? {};
  const first = Object.values(byLanguage)[0] as Instruction;
  const matter = first["front-matter"];
  return {
    folder,
    id: matter.id,
    title: first.title ? words(first.title.content) : "",
    status: matter.status,
    owner: matter.owner,
    "review-by": index === 5 ? "2026-10-01" : matter["review-by"],
    languages: Object.keys(byLanguage),
    tags: matter.tags,
    steps: countSteps(first.steps),
    release: [
      { number: 2, status: "approved", "approved-by": "Karin van Dijk" },
      { number: 2, status: "approved", "approved-by": "Karin van Dijk" },
      null,
      { number: 1, status: "pilot", "approved-by": null },
    ][index % 4] ?? null,
    "changed-since-release": index % 4 === 1,
    "to-join": asked.has("join") && index % 6 === 1,
    changed: now - [2 * hour, 26 * hour, 9 * 24 * hour, 3 * hour, 40 * 24 * hour, 400 * 24 * hour][index % 6]!,
  };
}

let archived: Listed[] = [];
let instructions: Listed[] = Object.keys(trees).map(list);
if (asked.has("empty")) instructions = [];
const many = Number(asked.get("many") ?? 0);
if (many > 0) {
  const base = instructions;
  instructions = Array.from({ length: many }, (_, index) => {
    const one = base[index % base.length] as Listed;
    return { ...one, folder: `${one.folder}-${index}`, title: `${one.title} ${index + 1}` };
  });
}

let preferences: Preferences = {
  language: asked.get("language") ?? "nl",
  appearance: asked.get("appearance") ?? "system",
  author: null,
  destination: asked.has("destination") ? "D:\\Dropbox\\Team Palmhof" : null,
  "destination-name": asked.has("destination") ? "Team Palmhof" : null,
  "export-folder": null,
  "export-formats": ["pdf"],
};

const libraryNotices: Notice[] = asked.has("notices")
  ? [{
      code: "store.conflict", severity: "warning", line: undefined,
      file: "instructions/boek-een-inkoopfactuur/instruction (conflicted copy of Ann).md",
      message: "a sync client kept a second version of this instruction",
      hint: "open the instruction and join both",
    }]
  : [];

function view(open: string | null = null): LibraryView & { archived: Listed[] } {
  return {
    path: `${home}\\Werkinstructies Van Dijk Tuinmachines`,
    name: "Werkinstructies Van Dijk Tuinmachines",
    language: "nl",
    read_only: asked.has("read-only"),
    instructions: [...instructions],
    archived: [...archived],
    snippets: Object.keys(snippets).filter((name) => !name.includes(".")),
    variables: [
      ["firma", "Van Dijk Tuinmachines"], ["partner", "Palmhof Backoffice"],
      ["kasboek", "https://kasboek.example.com"], ["administratie", "administratie@vandijk.example"],
      ["vragen", "vragen@vandijk.example"], ["beveiliging", "beveiliging@vandijk.example"],
      ["grens", "€ 2.500"],
    ],
    notices: libraryNotices,
    preferences,
    destinations: asked.has("destination")
      ? [{ name: "Team Palmhof", folder: preferences.destination }, { name: "Proef", folder: null }]
      : [],
    open, open_language: null,
  };
}

function searchText(query: string): Found[] {
  const found: Found[] = [];
  const wanted = query.toLowerCase();
  const look = (folder: string, title: string, step: string | null, blocks: Block[]) => {
    for (const block of blocks) {
      if (block.type !== "paragraph") continue;
      const text = words(block.content);
      const at = text.toLowerCase().indexOf(wanted);
      if (at < 0) continue;
      const end = at + wanted.length;
      found.push({
        kind: step ? "step" : "introduction", folder, title, language: "nl", step, "step-id": null, version: null,
        excerpt: `${text.slice(Math.max(0, at - 40), at)}\uE000${text.slice(at, end)}\uE001${text.slice(end, end + 80)}`,
      });
    }
  };
  const inSteps = (folder: string, title: string, steps: Step[]) => {
    for (const step of steps) {
      look(folder, title, words(step.heading.content), step.blocks);
      inSteps(folder, title, step.steps);
    }
  };
  for (const [folder, byLanguage] of Object.entries(trees)) {
    const tree = Object.values(byLanguage)[0] as Instruction;
    const title = tree.title ? words(tree.title.content) : "";
    look(folder, title, null, tree.introduction);
    inSteps(folder, title, tree.steps);
  }
  return found.slice(0, 40);
}

// — Documents —

type OpenOne = { folder: string; language: string; tree: Instruction; events: unknown; edit: number; version: number };
const open = new Map<number, OpenOne>();

/** The same number for the same document, so that the look script can tell which it serves. */
function numberOf(folder: string, language: string): number {
  const all = Object.entries(trees).flatMap(([one, by]) => Object.keys(by).map((tag) => `${one} ${tag}`));
  return all.indexOf(`${folder} ${language}`) + 1;
}

function notices(folder: string): Notice[] {
  if (folder !== "instructions/boek-een-inkoopfactuur" || asked.has("fine")) return [];
  const file = `${folder}/instruction.md`;
  return [
    {
      code: "document.dead-link", severity: "error", file, line: 71, step: "2.1 Als de leverancier onbekend is",
      place: { step: 2, block: 0 },
      subject: "../maak-een-leverancier-aan/instruction.md#nieuw",
      message: "there is no step #nieuw in maak-een-leverancier-aan", hint: "give that step the id, or correct the link",
    },
    {
      code: "document.no-alt-text", severity: "warning", file, line: 96, step: "3 Neem de gegevens over",
      place: { step: 3, block: 1 }, subject: "media/factuur.png",
      message: "the picture media/factuur.png has no alt text", hint: "say in a few words what it shows",
    },
    {
      code: "document.long-step", severity: "warning", file, line: 112, step: "4 Kies rekening en btw-code",
      place: { step: 4, block: null }, message: "the step has 412 words", hint: "split it: up to 300 words are easy to follow",
    },
  ];
}

function tell(one: OpenOne, event: DocumentEvent) {
  send(one.events, event);
}

function preview(one: OpenOne) {
  const key = `${one.folder} ${one.language}`;
  const count = window.WERKWIJZER_DEV?.pages?.[key] ?? 3;
  const pages: PreviewPage[] = Array.from({ length: count }, () => ({ width: 595.28, height: 841.89, version: String(Math.random()) }));
  one.version += 1;
  const total = countSteps(one.tree.steps);
  const steps = Array.from({ length: total }, (_, index) => {
    const at = ((index + 0.5) / total) * count;
    return { page: Math.floor(at), y: (at % 1) * 841.89 };
  });
  tell(one, { event: "preview", version: one.version, pages, steps });
}

function openDocument(args: Arguments): Opened {
  const folder = (args.folder as string).replace(/-\d+$/, "");
  const byLanguage = trees[folder];
  if (!byLanguage) {
    throw failure("store.not-found", "cannot read the instruction: it is not there", "check the name", folder);
  }
  const language = (args.language as string | null) ?? Object.keys(byLanguage)[0] as string;
  const tree = byLanguage[language] as Instruction;
  const number = numberOf(folder, language);
  const one: OpenOne = { folder, language, tree, events: args.events, edit: 0, version: 0 };
  open.set(number, one);
  setTimeout(() => preview(one), 60);
  if (asked.has("conflicts")) {
    setTimeout(() => tell(one, {
      event: "changed", tree, generation: 2, edit: 0,
      conflicts: [{ step: "2 Controleer of de factuur goed is", base: "", ours: "", theirs: "" }],
    }), 120);
  }
  if (asked.has("unsaved")) {
    setTimeout(() => tell(one, {
      event: "unsaved", error: failure("store.locked", "cannot write: another program is using it", "close the program"),
    }), 120);
  }
  return {
    document: number, folder: args.folder as string,
    file: `${folder}/${language === "nl" ? "instruction.md" : `instruction.${language}.md`}`,
    language, languages: Object.keys(byLanguage), tree: structuredClone(tree), generation: 1,
    notices: notices(folder), recovered: asked.has("recovered"), fresh: false, "read-only": asked.has("read-only"),
  };
}

const saving = new Map<number, ReturnType<typeof setTimeout>>();

function editDocument(args: Arguments) {
  const number = args.document as number;
  const one = open.get(number);
  if (!one) return;
  one.tree = args.tree as Instruction;
  one.edit = args.edit as number;
  (trees[one.folder] as Record<string, Instruction>)[one.language] = one.tree;
  setTimeout(() => preview(one), 60);
  clearTimeout(saving.get(number));
  saving.set(number, setTimeout(() => saved(one), 600));
}

const saved = (one: OpenOne) =>
  tell(one, { event: "saved", at: Date.now(), edit: one.edit, notices: notices(one.folder) });

// — Long jobs —

const stopped = new Set<number>();
const framings = new Map<string, Framing>();

async function work(job: number, steps: string[], hear: unknown, pause: number) {
  for (const [index, what] of steps.entries()) {
    if (stopped.has(job)) throw failure("cancelled", "cancelled", "nothing was changed");
    send(hear, { done: index, total: steps.length, what } satisfies Progress);
    await wait(asked.has("slow") ? 100_000 : pause);
  }
  if (stopped.has(job)) throw failure("cancelled", "cancelled", "nothing was changed");
}

async function publish(args: Arguments): Promise<Published> {
  const titles = instructions.slice(0, 6).map(({ title }) => title);
  const dry = args.dryRun as boolean;
  if (!dry || !asked.has("slow")) await work(args.job as number, titles, args.progress, dry ? 40 : 150);
  const to = args.to as string;
  return {
    "dry-run": dry,
    added: titles.slice(0, 2).flatMap((title) => [`${title}/${title}.html`, `${title}/${title}.pdf`]),
    changed: ["index.html", `${titles[2]}/${titles[2]}.pdf`],
    unchanged: 23,
    removed: [],
    archived: [[`${titles[2]}/${titles[2]}.pdf`, `Archive/${titles[2]} (1).pdf`]],
    start: `${to}\\index.html`,
    notices: dry ? [] : [{
      code: "publish.changed-by-hand", severity: "warning", file: `${titles[0]}/${titles[0]}.html`,
      message: "somebody changed this published file by hand; it was kept",
      hint: "make the change in the library if it should stay, and delete the kept file",
    }],
  };
}

// — Versions —

/** What was taken back is told to the open document, as the real backend does when it looks. */
function takenBack(folder: string) {
  for (const one of open.values()) {
    if (one.folder !== folder) continue;
    const tree = structuredClone(one.tree);
    const first = tree.steps[0]?.blocks[0];
    if (first?.type === "paragraph") first.content = [{ type: "text", text: "Dit staat hier weer zoals in een eerdere versie." }];
    one.tree = tree;
    tell(one, { event: "changed", tree: structuredClone(tree), generation: ++generation, edit: one.edit, conflicts: [] });
  }
  instructions = instructions.map((listed) =>
    listed.folder === folder ? { ...listed, "to-join": false, "changed-since-release": listed.release !== null } : listed);
}
let generation = 1;

// — All commands —

const blank: FrontMatter = {
  id: null, status: "draft", language: "nl", owner: null, "review-by": null, tags: [], agreements: [],
  numbering: "steps", variables: [], other: [],
};

const opened = (path: string | null) => view(path !== null && trees[path] ? path : null);

const commands: Record<string, (args: Arguments, options?: { headers?: Record<string, string> }) => unknown> = {
  start: (): Start => ({
    version: "0.1.0",
    recent: asked.has("nothing-recent") ? [] : [
      { path: `${home}\\Werkinstructies Van Dijk Tuinmachines`, name: "Werkinstructies Van Dijk Tuinmachines", present: true },
      { path: "D:\\Dropbox\\Klanten\\Jansen Logistiek\\Werkinstructies", name: "Jansen Logistiek", present: true },
      { path: "E:\\Archief\\Bakkerij De Vries", name: "Bakkerij De Vries", present: false },
    ],
    preferences,
    language: "nl",
    first: asked.has("first"),
    opened: asked.has("opened") ? { library: opened(asked.get("opened")) } : null,
    crash: asked.get("crash"),
  }),
  about: () => ({
    version: "0.1.0",
    components: Array.from({ length: 40 }, (_, index) => ({
      name: ["typst", "tauri", "pulldown-cmark", "svelte", "prosemirror-model"][index % 5] + (index > 4 ? `-${index}` : ""),
      version: `${index % 4}.${index}.0`, licence: index % 3 ? "MIT OR Apache-2.0" : "Apache-2.0",
    })),
  }),
  set_preferences: (args) => void (preferences = args.preferences as Preferences),
  open_library: (args) => opened(args.path as string),
  create_library: () => {
    instructions = [];
    return view();
  },
  open_example: () => view(),
  forget_recent: () => undefined,
  list_library: () => view(),
  search: (args) => searchText(args.words as string),
  create_instruction: (args) => {
    const title = args.title as string;
    const folder = `instructions/${title.toLowerCase().replace(/[^a-z]+/g, "-")}`;
    trees[folder] = {
      nl: {
        "front-matter": { ...blank }, title: { origin: null, level: 1, content: [{ type: "text", text: title }] },
        introduction: [],
        steps: [{ heading: { origin: null, level: 2, content: [] }, blocks: [], steps: [] }],
      },
    };
    instructions = [...instructions, { ...list(folder, 0), changed: Date.now() }];
    return folder;
  },
  duplicate_instruction: (args) => {
    const from = instructions.find(({ folder }) => folder === args.folder) as Listed;
    const copy = { ...from, folder: `${from.folder}-2`, title: `${from.title} (kopie)` };
    instructions = [...instructions, copy];
    return copy.folder;
  },
  rename_instruction: (args) => {
    instructions = instructions.map((one) =>
      one.folder === args.folder ? { ...one, title: args.title as string } : one);
  },
  archive_instruction: (args) => {
    archived = [...archived, ...instructions.filter(({ folder }) => folder === args.folder)];
    instructions = instructions.filter(({ folder }) => folder !== args.folder);
  },
  restore_instruction: (args) => {
    instructions = [...instructions, ...archived.filter(({ folder }) => folder === args.folder)];
    archived = archived.filter(({ folder }) => folder !== args.folder);
  },
  add_translation: (args) => {
    const by = trees[args.folder as string]!;
    by[args.language as string] = structuredClone(Object.values(by)[0]!);
    instructions = instructions.map((one) =>
      one.folder === args.folder ? { ...one, languages: Object.keys(by) } : one);
  },
  picture: (args): PictureInfo => ({
    width: 1280, height: 800,
    framing: framings.get(args.target as string) ?? { crop: { x: 0, y: 0, width: 1280, height: 640 }, width: null },
  }),
  frame_picture: (args) => void framings.set(args.target as string, args.framing as Framing),
  open_document: openDocument,
  edit_document: editDocument,
  save_document: (args) => {
    const one = open.get(args.document as number);
    if (one) saved(one);
  },
  close_document: (args) => void open.delete(args.document as number),
  add_picture: (_, options) => ({
    target: `media/${decodeURIComponent(options?.headers?.name ?? "picture.png")}`, kind: "picture",
  }),
  add_file: (args) => ({ target: `media/${(args.path as string).split(/[\\/]/).at(-1)}`, kind: "picture" }),
  parse_markdown: (args) =>
    (args.text as string).split(/\n{2,}/).map((text): Block => ({
      origin: null, type: "paragraph", content: [{ type: "text", text }],
    })),
  video: (args) => ({
    host: (args.target as string).includes("youtu") ? "YouTube" : null, target: args.target, start: 80, reachable: "yes",
  }),
  snippet: (args) => snippets[args.name as string] ?? [],
  save_snippet: (args) => void (snippets[args.name as string] = args.blocks as Block[]),
  export_instruction: async (args) => {
    const formats = args.formats as string[];
    await work(args.job as number, formats, args.progress, 300);
    return {
      files: formats.map((format) => `${args.out as string}\\Boek een inkoopfactuur.${format.split("-")[0]}`),
      notices: [],
    };
  },
  publish_library: publish,
  ...versionsOf(asked, failure, takenBack),
  cancel: (args) => void stopped.add(args.job as number),
  show_in_folder: () => undefined,
  open_file: () => undefined,
  open_link: () => undefined,
  choose_folder: () => "D:\\Dropbox\\Team Palmhof",
  choose_files: () => [`${home}\\schermafbeelding.png`],
  close_window: () => undefined,
  "plugin:event|listen": (args) => {
    const id = nextCallback++;
    listeners.set(id, { event: args.event as string, handler: args.handler as number });
    return id;
  },
  "plugin:event|unlisten": (args) => void listeners.delete(args.eventId as number),
};

window.__TAURI_INTERNALS__ = {
  transformCallback: (callback: (data: unknown) => void) => {
    const id = nextCallback++;
    callbacks.set(id, callback);
    return id;
  },
  unregisterCallback: (id: number) => callbacks.delete(id),
  invoke: async (name: string, args: Arguments = {}, options?: { headers?: Record<string, string> }) => {
    const run = commands[name];
    if (!run) throw failure("window", `no command ${name}`, "");
    await wait(5);
    if (asked.get("failing") === name) {
      throw failure("store.permission-denied", "cannot read: permission denied", "ask for the right", home);
    }
    return run(args, options);
  },
};
window.__TAURI_EVENT_PLUGIN_INTERNALS__ = { unregisterListener: () => undefined };
window.werkwijzer = { emit };
