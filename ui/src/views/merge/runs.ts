// Two texts word by word, for the questions of a merge: what each made of what both had.

import type { Run } from "../../backend";

/** Beyond this many words nothing is marked: the texts are read side by side. */
const most = 1500;

const pieces = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];

/** What was put in and what was taken out, in the order of the text. */
export function runsOf(before: string, after: string): Run[] {
  const [old, now] = [pieces(before), pieces(after)];
  if (old.length > most || now.length > most) return runs([["equal", after]]);
  // The longest sequence of pieces that both have, from every place on.
  const width = now.length + 1;
  const longest = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      longest[i * width + j] = old[i] === now[j]
        ? longest[(i + 1) * width + j + 1]! + 1
        : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
    }
  }
  const told: Array<[Run["kind"], string]> = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      told.push(["equal", old[i]!]);
      i += 1;
      j += 1;
    } else if (j >= now.length || (i < old.length && longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)) {
      told.push(["deleted", old[i++]!]);
    } else told.push(["inserted", now[j++]!]);
  }
  return runs(grouped(told));
}

/** What was taken out and put in at one place stands once each, not word after word in turn. */
function grouped(told: Array<[Run["kind"], string]>): Array<[Run["kind"], string]> {
  const all: Array<[Run["kind"], string]> = [];
  let [gone, come] = ["", ""];
  const settle = () => {
    all.push(["deleted", gone], ["inserted", come]);
    [gone, come] = ["", ""];
  };
  told.forEach(([kind, text], index) => {
    const next = told[index + 1]?.[0];
    if (kind === "deleted") gone += text;
    else if (kind === "inserted") come += text;
    else if (text === " " && gone && come && next && next !== "equal") {
      // A space between two words that were replaced belongs to both.
      gone += text;
      come += text;
    } else {
      settle();
      all.push([kind, text]);
    }
  });
  settle();
  return all;
}

function runs(told: Array<[Run["kind"], string]>): Run[] {
  const all: Array<{ kind: Run["kind"]; text: string }> = [];
  for (const [kind, text] of told) {
    const last = all.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text) all.push({ kind, text });
  }
  return all.map(({ kind, text }) => ({ kind, content: [{ type: "text", text }] }));
}
