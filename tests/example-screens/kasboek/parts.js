// What all screens share: words, amounts, dates, fields, icons.

export const settings = new URLSearchParams(location.search);
export const lang = settings.get("lang") === "en" ? "en" : "nl";
document.documentElement.lang = lang;

/** The words of the chosen language. */
export const t = (nl, en) => (lang === "en" ? en : nl);

/** `1234.5` as € 1.234,50 or €1,234.50. */
export function euro(amount) {
  const [whole, cents] = Math.abs(amount).toFixed(2).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, t(".", ","));
  const sign = amount < 0 ? "−" : "";
  return t(`${sign}€ ${grouped},${cents}`, `${sign}€${grouped}.${cents}`);
}

/** A day of 2026. */
export const day = (d, m) =>
  [d, m].map((n) => String(n).padStart(2, "0")).join(t("-", "/")) + t("-2026", "/2026");

const strokes = {
  home: "M3 9l7-6 7 6v8h-5v-5H8v5H3z",
  in: "M3 11l3-7h8l3 7v5H3zM3 11h4l1 2h4l1-2h4",
  out: "M3 4h2l2 9h8l2-6H6M8 17h.1M14 17h.1",
  bank: "M3 8l7-4 7 4zM5 8v7M10 8v7M15 8v7M3 16h14",
  mail: "M3 5h14v10H3zM3 6l7 5 7-5",
  chart: "M4 16V9M10 16V4M16 16v-5",
  gear: "M10 7a3 3 0 100 6 3 3 0 000-6zM10 2v2M10 16v2M2 10h2M16 10h2M4.5 4.5l1.4 1.4M14.1 14.1l1.4 1.4M4.5 15.5l1.4-1.4M14.1 5.9l1.4-1.4",
  find: "M9 3a6 6 0 100 12A6 6 0 009 3zM13.5 13.5L17 17",
  bell: "M5 14V9a5 5 0 0110 0v5l1 1H4zM8.5 17h3",
  clip: "M14 7l-6 6a2 2 0 01-3-3l6-6a3.5 3.5 0 015 5l-6 6",
  warn: "M10 3l7.5 13h-15zM10 8v4M10 14h.1",
  info: "M10 2.5a7.5 7.5 0 100 15 7.5 7.5 0 000-15zM10 9v5M10 6.4h.1",
  check: "M4 10.5l4 4 8-9",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 8a2 2 0 100 4 2 2 0 000-4z",
  reply: "M8 4L3 9l5 5M3 9h8a6 6 0 016 6",
};
export const icon = (name) =>
  `<svg class="icon" viewBox="0 0 20 20"><path d="${strokes[name]}"/></svg>`;

export const mark = (name) => (name ? ` data-mark="${name}"` : "");

export const field = (label, value, { kind = "", name = "", more = "" } = {}) =>
  `<label class="field ${kind}"${mark(name)}><span>${label}</span><div><span${mark(name && `${name}-value`)}>${value}</span>${more}</div></label>`;

export const button = (label, kind = "", name = "") =>
  `<span class="button ${kind}"${mark(name)}>${label}</span>`;

export const pill = (label, kind = "", name = "") => `<span class="pill ${kind}"${mark(name)}>${label}</span>`;

/** Numbers of nobody: no bank has the code TEST, no Dutch number starts with 0 after its area. */
export const fake = {
  zaaghuis: "NL13 TEST 0123 4567 89",
  bladwerk: "NL62 TEST 0987 6543 21",
  lommerzicht: "NL65 TEST 0555 0123 45",
  firm: "NL93 TEST 0700 7007 00",
  phone: "055 - 012 34 56",
  vat: "NL001234567B01",
};
