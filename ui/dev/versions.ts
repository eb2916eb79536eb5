// Versions of the example for the dev page: several days of work, releases, a picture that was
// taken anew, something taken back, and, with `?join` in the address, two that are to be joined, or,
// with `?behind`, one of which the files are not here yet.

import type {
  Block, BlockChange, Comparison, ComparedStep, Decided, Difference, Failure, Inline, ReleaseAsked, Run, StepChange,
  StepChangeKind, Timeline, Unjoined, VersionListed,
} from "../src/backend/types";

type Failing = (code: string, message: string, hint: string, file: string) => Failure;

const minute = 60_000;
const hour = 60 * minute;
const today = new Date();
/** So many days ago, at a time of the day. */
const at = (days: number, hours: number, minutes = 0) =>
  new Date(today.getFullYear(), today.getMonth(), today.getDate() - days, hours, minutes).toISOString();

const idOf = (name: string) => [...name].map((letter) => letter.charCodeAt(0).toString(16)).join("").padEnd(64, "0");

type Made = [name: string, time: string, author: string, reason: string, more?: Partial<VersionListed>];

// The oldest first; each is made from the one before it.
const example: Made[] = [
  ["imported", at(64, 9, 12), "Karin van Dijk", "imported", { note: "Overgenomen uit Word" }],
  ["first", at(64, 11, 40), "Karin van Dijk", "edited"],
  ["r1", at(61, 16, 5), "Karin van Dijk", "released", {
    note: "Eerste uitgave, voor de proefweek in september.", release: { number: 1, status: "pilot", "approved-by": null },
  }],
  ["p1", at(61, 16, 9), "Karin van Dijk", "published"],
  ["e1", at(33, 9, 2), "Noor Bakker", "edited"],
  ["e2", at(33, 9, 31), "Noor Bakker", "edited"],
  ["e3", at(33, 9, 58), "Noor Bakker", "closed"],
  ["r2", at(30, 15, 20), "Noor Bakker", "released", {
    note: "Het postvak ziet er anders uit na de nieuwe versie van Kasboek.\nDubbele facturen hebben een eigen stap.",
    release: { number: 2, status: "approved", "approved-by": "Karin van Dijk" },
  }],
  ["p2", at(30, 15, 26), "Noor Bakker", "published"],
  ["e4", at(6, 10, 15), "Sanne de Groot", "edited"],
  ["back", at(6, 10, 40), "Noor Bakker", "restored", { note: "uitgave 2" }],
  ["e5", at(1, 14, 3), "Noor Bakker", "edited"],
  ["e6", at(1, 14, 25), "Noor Bakker", "edited"],
  ["e7", at(1, 14, 58), "Noor Bakker", "edited"],
  ["e8", at(1, 15, 20), "Noor Bakker", "closed"],
];

function listed(made: Made[]): VersionListed[] {
  return made
    .map(([name, time, author, reason, more], index): VersionListed => ({
      id: idOf(name), parents: index > 0 ? [idOf(made[index - 1]![0])] : [], author, time, reason, note: "",
      release: null, head: index === made.length - 1, current: index === made.length - 1, ...more,
    }))
    .reverse();
}

// — Differences —

const text = (words: string): Inline[] => [{ type: "text", text: words }];
const same = (words: string): Run => ({ kind: "equal", content: text(words) });
const put = (words: string): Run => ({ kind: "inserted", content: text(words) });
const gone = (words: string): Run => ({ kind: "deleted", content: text(words) });
const paragraph = (words: string): Block => ({ origin: null, type: "paragraph", content: text(words) });
const words = (...runs: Run[]): BlockChange => ({ change: "text", kind: "paragraph", runs });
const kept = (block: Block): BlockChange => ({ change: "unchanged", block });

const compared = (number: string, id: string, title: string): ComparedStep => ({
  number, id, title, depth: number.split(".").length,
});
function step(
  kinds: StepChangeKind[], old: ComparedStep | null, now: ComparedStep | null,
  blocks: BlockChange[] = [], more: Partial<StepChange> = {},
): StepChange {
  return { kinds, old, new: now, title: [], blocks, pictures: [], ...more };
}

const inbox = { target: "media/postvak.png", alt: "Het postvak van Kasboek met drie nieuwe facturen" };
const inboxChange = { old: inbox, new: inbox, file: true, markup: true };

const large: Difference = {
  "front-matter": [
    { key: "status", old: "pilot", new: "approved" },
    { key: "agreements", name: "speed", old: "30 facturen per uur", new: "40 facturen per uur" },
    { key: "review-by", old: null, new: "2027-11-01" },
  ],
  title: [],
  introduction: [
    words(same("Zo boek je een inkoopfactuur in "), gone("het oude Kasboek"), put("Kasboek 12"), same(". Reken op vijf minuten per factuur.")),
  ],
  pictures: [],
  steps: [
    step(["changed"], compared("1", "open-postvak", "Open het postvak"), compared("1", "open-postvak", "Open het postvak"), [
      words(same("Klik op Inkoop ▸ "), gone("Binnengekomen post"), put("Postvak"), same(" (1). Nieuwe facturen zijn vet en hebben een stip (2).")),
      { change: "picture", ...inboxChange },
      kept(paragraph("Open de factuur die het langst wacht. Als voorbeeld boek je hier die van Zaaghuis Veluwe.")),
      {
        change: "quote", old: "note", new: "warning",
        blocks: [words(same("Open nooit een bijlage van een afzender die je niet kent"), put(", ook niet als het onderwerp klopt"), same("."))],
      },
    ], { pictures: [inboxChange] }),
    step([], compared("2", "controle-vooraf", "Controleer of de factuur goed is"), compared("2", "controle-vooraf", "Controleer of de factuur goed is")),
    step([], compared("2.1", "onbekende-leverancier", "Als de leverancier onbekend is"), compared("2.1", "onbekende-leverancier", "Als de leverancier onbekend is")),
    step(["added"], null, compared("2.2", "dubbele-factuur", "Als de factuur al geboekt lijkt"), [
      { change: "added", block: paragraph("Kasboek waarschuwt als het een factuur met dezelfde leverancier en hetzelfde nummer vindt.") },
      { change: "added", block: { origin: null, type: "picture", target: "media/dubbel.png", alt: "De waarschuwing voor een dubbele factuur" } },
    ]),
    step(["renamed", "changed"], compared("3", "gegevens", "Vul de gegevens in"), compared("3", "gegevens", "Neem de gegevens over"), [
      kept(paragraph("Kasboek vult de velden zelf in, maar leest soms verkeerd. Vergelijk elk veld met de factuur links.")),
      kept({ origin: null, type: "picture", target: "media/factuur.png", alt: "De factuur naast de velden van Kasboek" }),
      {
        change: "table",
        rows: [
          { change: "unchanged", cells: [{ content: text("Veld") }, { content: text("Neem over") }] },
          { change: "changed", cells: [[same("Factuurnummer")], [same("precies zoals het er staat"), put(", met streepjes en nullen")]] },
          { change: "removed", cells: [{ content: text("Ordernummer") }, { content: text("alleen bij Zaaghuis Veluwe") }] },
          { change: "added", cells: [{ content: text("Betaaltermijn") }, { content: text("in dagen") }] },
        ],
      },
    ], { title: [gone("Vul"), put("Neem"), same(" de gegevens "), gone("in"), put("over")] }),
    step([], compared("4", "rekening", "Kies rekening en btw-code"), compared("4", "rekening", "Kies rekening en btw-code")),
    step(["changed"], compared("5", "boeken", "Controleer het totaal en boek"), compared("5", "boeken", "Controleer het totaal en boek"), [
      {
        change: "list", old: 1, new: 1,
        items: [
          { change: "unchanged", item: { blocks: [paragraph("Vergelijk het totaal met de factuur.")] } },
          { change: "added", item: { blocks: [paragraph("Kijk of de betaaldatum nog moet komen.")] } },
          { change: "changed", old: null, new: null, blocks: [words(same("Klik op "), gone("Opslaan en boeken"), put("Boeken"), same("."))] },
        ],
      },
    ]),
    step(["removed"], compared("6", "stempel", "Zet een stempel op de factuur"), null, [
      { change: "removed", block: paragraph("Druk de factuur af, zet er een stempel op en leg haar in de bak.") },
    ]),
    step(["moved"], compared("8", "bestand", "Bewaar de pdf"), compared("6", "bestand", "Bewaar de pdf")),
    step([], compared("7", "dag-afsluiten", "Sluit de dag af"), compared("7", "dag-afsluiten", "Sluit de dag af")),
  ],
};

const small: Difference = {
  "front-matter": [], title: [], introduction: [], pictures: [],
  steps: [
    ...large.steps.slice(1, 3),
    step(["changed"], compared("3", "gegevens", "Neem de gegevens over"), compared("3", "gegevens", "Neem de gegevens over"), [
      words(same("Kasboek vult de velden zelf in, maar leest soms verkeerd. Vergelijk elk veld met de factuur "), gone("rechts"), put("links"), same(".")),
      kept({ origin: null, type: "picture", target: "media/factuur.png", alt: "De factuur naast de velden van Kasboek" }),
    ]),
    ...large.steps.slice(8),
  ].map((one) => (one.kinds[0] === "moved" ? { ...one, kinds: [] } : one)),
};

const english: Difference = {
  "front-matter": [], title: [], introduction: [], pictures: [],
  steps: [
    step(["changed"], compared("3", "gegevens", "Check the details"), compared("3", "gegevens", "Check the details"), [
      words(same("Compare each field with the invoice "), gone("on the right"), put("on the left"), same(".")),
    ]),
  ],
};

const nothing: Difference = { "front-matter": [], title: [], introduction: [], pictures: [], steps: [] };

// — What the backend answers —

export function versionsOf(asked: URLSearchParams, failure: Failing, restored: (folder: string) => void) {
  let kept = asked.has("no-versions") ? [] : listed(example);
  let changed = !asked.has("kept");
  let toJoin = asked.has("join");
  let behind = asked.has("behind");
  if (behind) changed = false;
  if (behind) kept = kept.map((version, index) => ({ ...version, current: index === 1 }));
  if (toJoin && kept[0]) {
    kept = [
      kept[0],
      {
        ...kept[0], id: idOf("other"), parents: [idOf("e4")], author: "Sanne de Groot", time: at(1, 13, 10),
        reason: "conflict-copy", current: false, head: true,
      },
      ...kept.slice(1),
    ];
  }
  if (asked.has("long")) {
    kept = listed(Array.from({ length: 1000 }, (_, index): Made => [
      `v${index}`, new Date(today.getTime() - (1000 - index) * 3 * hour).toISOString(), index % 3 ? "Noor Bakker" : "Karin van Dijk", "edited",
    ]));
  }
  let made = 0;
  const find = (id: string) => kept.find((version) => version.id === id) ?? null;

  function keep(reason: string, more: Partial<VersionListed> = {}): VersionListed {
    made += 1;
    const version: VersionListed = {
      id: idOf(`new${made}`), parents: kept[0] ? [kept[0].id] : [], author: "Noor Bakker", time: new Date().toISOString(),
      reason, note: "", release: null, head: true, current: true, ...more,
    };
    kept = [version, ...kept.map((one) => ({ ...one, head: false, current: false }))];
    changed = false;
    return version;
  }

  return {
    list_versions: (): Timeline => ({
      versions: kept.map((version) => ({ ...version, current: version.current && !changed })), changed, "to-join": toJoin, behind,
      "next-release": kept.filter(({ release }) => release).length + 1,
      notices: asked.has("missing")
        ? [{
            code: "history.missing-versions", severity: "warning", file: "instructions/boek-een-inkoopfactuur",
            message: "2 older versions are not here yet", hint: "wait until your sync client has fetched everything",
          }]
        : [],
    }),
    compare_versions: (args: Record<string, unknown>): Comparison => {
      const [before, after] = [find(args.before as string), find(args.after as string)];
      const far = before?.release ?? after?.release ?? null;
      const same = before?.reason === "released" && after?.reason === "published";
      const difference = same ? nothing : far ? large : small;
      return {
        before, after, language: (args.language as string | null) ?? "nl", languages: ["nl", "en"], difference,
        media: difference === large
          ? [
              {
                path: "media/postvak.png", before: true, after: true, markup: true,
                areas: [{ x: 0.24, y: 0.04, width: 0.3, height: 0.1 }, { x: 0.24, y: 0.3, width: 0.52, height: 0.16 }],
              },
              { path: "media/dubbel.png", before: false, after: true, markup: false, areas: [] },
              { path: "media/postvak.en.png", before: true, after: true, markup: false, areas: [] },
            ]
          : [],
      };
    },
    restore_version: (args: Record<string, unknown>) => {
      const version = find(args.id as string);
      restored(args.folder as string);
      return keep("restored", { note: version?.release ? `uitgave ${version.release.number}` : "2026-11-02 09:00:00" });
    },
    restore_step: (args: Record<string, unknown>) => {
      restored(args.folder as string);
      return keep("restored", { note: `${args.step as string}, uitgave 2` });
    },
    release_instruction: (args: Record<string, unknown>): VersionListed => {
      const asking = args.release as ReleaseAsked;
      if (toJoin) {
        throw failure(
          "history.to-join", "two people edited this instruction without knowing of each other",
          "join their versions first, then release", args.folder as string,
        );
      }
      return keep("released", {
        note: asking.note,
        release: {
          number: kept.filter(({ release }) => release).length + 1, status: asking.status ?? "pilot",
          "approved-by": asking["approved-by"],
        },
      });
    },
    unjoined_versions: (): Unjoined | null => {
      if (behind && kept[0] && kept[1]) {
        return {
          ours: kept[1], theirs: kept[0], base: kept[1], behind, questions: [], difference: small, translations: [], media: [],
        };
      }
      const theirs = find(idOf("other"));
      const [ours] = kept;
      if (!toJoin || !theirs || !ours) return null;
      return {
        ours, theirs, base: find(idOf("e4")),
        questions: asked.has("agreed") ? [] : [
          {
            file: "instruction.md", step: "Controleer het totaal en boek", whole: false,
            base: "Klopt het totaal? Klik dan op **Opslaan en boeken**. De factuur krijgt de status *Geboekt*.",
            ours: "Klopt het totaal? Klik dan op **Boeken**. De factuur krijgt de status *Geboekt*.",
            theirs: "Klopt het totaal tot op de cent? Klik dan op **Opslaan en boeken**. Wacht tot de factuur de status *Geboekt* heeft.",
          },
          {
            file: "instruction.md", step: "Zet een stempel op de factuur", whole: false,
            base: "Druk de factuur af, zet er een stempel op en leg haar in de bak.", ours: null,
            theirs: "Druk de factuur af, zet er een stempel op en leg haar in de **blauwe** bak.",
          },
          { file: "instruction.md", step: null, whole: false, base: "30 facturen per uur", ours: "40 facturen per uur", theirs: "35 facturen per uur" },
          { file: "media/postvak.png", step: null, whole: true, base: "media/postvak.png", ours: "media/postvak.png", theirs: "media/postvak.png" },
        ],
        behind,
        difference: small,
        translations: [
          { file: "instruction.en.md", language: "en", before: true, after: true, difference: english },
          { file: "instruction.pl.md", language: "pl", before: false, after: true, difference: english },
        ],
        media: [
          { path: "media/kassa.png", before: false, after: true, markup: false, areas: [] },
          { path: "media/stempel.png", before: true, after: true, markup: true, areas: [] },
        ],
      };
    },
    join_versions: (args: Record<string, unknown>) => {
      const { theirs } = args.decided as Decided;
      if (behind) {
        behind = false;
        kept = kept.map((version) => ({ ...version, current: version.head }));
        restored(args.folder as string);
        return null;
      }
      toJoin = false;
      restored(args.folder as string);
      return keep("merged", { parents: [kept[0]!.id, theirs] });
    },
  };
}
