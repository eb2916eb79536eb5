// Shortcuts are written once, as "Mod+Shift+N": Mod is ⌘ on a Mac and Ctrl elsewhere.

export const onMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

type Parts = { mod: boolean; shift: boolean; alt: boolean; key: string };

function parts(shortcut: string): Parts {
  // "Mod++" is Mod and the plus key.
  const names = shortcut.endsWith("++")
    ? [...shortcut.slice(0, -2).split("+"), "+"]
    : shortcut.split("+");
  const key = names.pop() ?? "";
  return {
    mod: names.includes("Mod"),
    shift: names.includes("Shift"),
    alt: names.includes("Alt"),
    key,
  };
}

/** Whether a key press is this shortcut. */
export function pressed(event: KeyboardEvent, shortcut: string): boolean {
  const wanted = parts(shortcut);
  const mod = onMac ? event.metaKey : event.ctrlKey;
  if (mod !== wanted.mod || event.altKey !== wanted.alt) return false;
  // Plus is typed with Shift on most keyboards; who zooms in does not press it.
  const key = wanted.key === "+" && event.key === "=" ? "+" : event.key;
  if (key.toLowerCase() !== wanted.key.toLowerCase()) return false;
  // A sign that needs Shift on some keyboards ("?", "/", "+") is the same without being asked.
  const sign = wanted.key.length === 1 && !/[a-z0-9]/i.test(wanted.key);
  return sign || event.shiftKey === wanted.shift;
}

const mac: Record<string, string> = {
  Mod: "⌘", Shift: "⇧", Alt: "⌥", Enter: "↩", Backspace: "⌫", Delete: "⌦", Escape: "esc",
};
const arrows: Record<string, string> = {
  ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→",
};

/** The shortcut as it stands on the keys of this computer: "Ctrl+Shift+N", "⇧⌘N". */
export function shown(shortcut: string): string {
  const { mod, shift, alt, key } = parts(shortcut);
  const cap = arrows[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  if (onMac) {
    return `${alt ? mac.Alt : ""}${shift ? mac.Shift : ""}${mod ? mac.Mod : ""}${mac[key] ?? cap}`;
  }
  const names: Record<string, string> = { Delete: "Del", Escape: "Esc" };
  return [mod && "Ctrl", alt && "Alt", shift && "Shift", names[key] ?? cap]
    .filter(Boolean)
    .join("+");
}

/** The shortcut as `aria-keyshortcuts` wants it. */
export function heard(shortcut: string): string {
  return shortcut.replace(/Mod/, onMac ? "Meta" : "Control").replace(/\+\+$/, "+Plus");
}
