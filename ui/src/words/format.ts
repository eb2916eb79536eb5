import { language } from "./language.svelte";

const oneDay = 86_400_000;

/** The region decides the order of a date; the window's languages stand for these. */
const region = () => (language.current === "nl" ? "nl-NL" : "en-GB");

const made = new Map<string, Intl.DateTimeFormat>();

function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${region()} ${name}`;
  const known = made.get(key) ?? new Intl.DateTimeFormat(region(), options);
  made.set(key, known);
  return known;
}

/** "2027-03-01" is a day, not a moment: it must not move with the time zone. */
function localDay(iso: string): Date | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  return parts ? new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) : null;
}

/** "1 mrt 2027"; what is no date comes back as it is. */
export function date(iso: string): string {
  const at = localDay(iso);
  return at
    ? formatter("date", { day: "numeric", month: "short", year: "numeric" }).format(at)
    : iso;
}

/** How many days a date lies ahead; negative when it has passed. */
export function daysFromToday(iso: string, now = new Date()): number | null {
  const at = localDay(iso);
  if (!at) return null;
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((at.getTime() - today.getTime()) / oneDay);
}

/** "14:05" today, "yesterday", "3 March" this year, "3 March 2025" before. */
export function moment(milliseconds: number, now = new Date()): string {
  const at = new Date(milliseconds);
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  if (milliseconds >= midnight && milliseconds < midnight + oneDay) {
    return timeOf(at);
  }
  if (milliseconds >= midnight - oneDay && milliseconds < midnight) {
    return new Intl.RelativeTimeFormat(region(), { numeric: "auto" }).format(-1, "day");
  }
  return at.getFullYear() === now.getFullYear()
    ? formatter("month", { day: "numeric", month: "long" }).format(at)
    : formatter("date", { day: "numeric", month: "short", year: "numeric" }).format(at);
}

const timeOf = (at: Date) => formatter("time", { hour: "2-digit", minute: "2-digit" }).format(at);

/** "14:05" */
export const time = (milliseconds: number): string => timeOf(new Date(milliseconds));

/** "today" or "yesterday"; nothing for other days. */
function near(at: Date, now: Date): string | null {
  const midnight = (of: Date) => new Date(of.getFullYear(), of.getMonth(), of.getDate()).getTime();
  const ago = Math.round((midnight(now) - midnight(at)) / oneDay);
  return ago === 0 || ago === 1
    ? new Intl.RelativeTimeFormat(region(), { numeric: "auto" }).format(-ago, "day")
    : null;
}

/** "today", "yesterday", "Tuesday 24 November", with the year when it is another. */
export function day(milliseconds: number, now = new Date()): string {
  const at = new Date(milliseconds);
  const year = at.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return (
    near(at, now) ??
    formatter(`day ${year}`, { weekday: "long", day: "numeric", month: "long", year }).format(at)
  );
}

/** "today at 14:05", "24 Nov 2026 at 14:05" */
export function when(milliseconds: number, now = new Date()): string {
  const at = new Date(milliseconds);
  const shown =
    near(at, now) ?? formatter("date", { day: "numeric", month: "short", year: "numeric" }).format(at);
  return `${shown} ${language.current === "nl" ? "om" : "at"} ${timeOf(at)}`;
}

export function number(value: number): string {
  return new Intl.NumberFormat(region()).format(value);
}

/** Languages that instructions are often written in, by how often. */
export const tongues = [
  "nl", "en", "de", "fr", "es", "pl", "pt", "it", "ro", "bg", "hu", "cs", "tr", "uk", "ar", "hi", "bn", "ta", "ur", "id",
  "tl", "vi", "th", "zh", "ja", "ko",
];

/** "Nederlands" for "nl", in the language of the window; a tag unknown to Intl as it is. */
export function languageName(tag: string): string {
  try {
    const name = new Intl.DisplayNames(region(), { type: "language" }).of(tag) ?? tag;
    return name.charAt(0).toLocaleUpperCase(region()) + name.slice(1);
  } catch {
    return tag;
  }
}
