// Which screens are photographed, where they go, and what is drawn on them.
//
// `draw` gets the boxes of the elements marked `data-mark` and returns the markup: what follows
// moves with the page when the page changes.

const middle = (b) => ({ x: Math.round(b.x + b.width / 2), y: Math.round(b.y + b.height / 2) });
const grow = (b, by = 5) => ({ x: b.x - by, y: b.y - by, width: b.width + 2 * by, height: b.height + 2 * by });
const around = (...boxes) => {
  const x = Math.min(...boxes.map((b) => b.x));
  const y = Math.min(...boxes.map((b) => b.y));
  return {
    x, y,
    width: Math.max(...boxes.map((b) => b.x + b.width)) - x,
    height: Math.max(...boxes.map((b) => b.y + b.height)) - y,
  };
};
/** Where a badge sits on the upper edge of a button whose neighbour is near. */
const above = (b) => ({ ...b, x: b.x + 24, y: b.y - 3 });
const part = (left, top, right, bottom) => ({ x: left, y: top, width: right - left, height: bottom - top });

const box = (b, by) => ({ type: "box", area: grow(b, by) });
const hide = (b) => ({ type: "redaction", area: grow(b, 2) });
const wash = (b) => ({ type: "highlight", area: grow(b, 3) });
const light = (b, by = 8) => ({ type: "spotlight", area: grow(b, by) });
const text = (x, y, words, size = 22) => ({ type: "text", at: { x, y }, text: words, size });

/** A badge beside a box: at its left or right, or on its top left corner. */
const badge = (number, b, side = "left", away = 24, size = 32) => {
  const at = middle(b);
  if (side === "left") at.x = b.x - away;
  if (side === "right") at.x = b.x + b.width + away;
  if (side === "corner") Object.assign(at, { x: b.x, y: b.y });
  return { type: "badge", at, number, size };
};

/** An arrow whose head touches a box from the side where it starts. */
const arrow = (b, dx, dy) => {
  const to = middle(b);
  if (Math.abs(dx) * b.height > Math.abs(dy) * b.width) to.x = dx < 0 ? b.x - 4 : b.x + b.width + 4;
  else to.y = dy < 0 ? b.y - 4 : b.y + b.height + 4;
  return { type: "arrow", from: { x: to.x + dx, y: to.y + dy }, to };
};

const both = ["nl", "en"];

export const shots = [
  {
    in: "boek-een-inkoopfactuur", file: "postvak", screen: "inbox", langs: both,
    draw: (of) => ({
      crop: part(0, 0, 1280, 640),
      objects: [
        box(of["menu-inbox"], 2), badge(1, { ...of["menu-inbox"], x: of["menu-inbox"].x + 14 }, "corner", 0, 26),
        box(around(of["bill-1"], of["bill-2"], of["bill-3"]), 3),
        badge(2, around(of["bill-1"], of["bill-2"], of["bill-3"]), "corner"),
      ],
    }),
  },
  {
    in: "boek-een-inkoopfactuur", file: "factuur", screen: "bill", langs: both,
    draw: (of) => ({
      crop: part(208, 56, 1280, 800),
      objects: [
        hide(of["paper-iban"]), hide(of["paper-phone"]), hide(of["iban-value"]),
        wash(of["paper-number"]), wash(of["paper-date"]), wash(of["paper-due"]),
        badge(1, of["paper-number"], "right", 22, 25), badge(1, of["number-value"], "right", 22, 25),
        badge(2, of["paper-date"], "right", 22, 25), badge(2, of["date-value"], "right", 22, 25),
        badge(3, of["paper-due"], "right", 22, 25), badge(3, of["due-value"], "right", 22, 25),
      ],
    }),
  },
  {
    in: "boek-een-inkoopfactuur", file: "dubbel", screen: "double", langs: both,
    draw: (of) => ({
      crop: part(400, 200, 1120, 640),
      objects: [
        hide(of["paper-iban"]), hide(of["paper-phone"]),
        badge(1, above(of.look), "corner", 0, 28), badge(2, above(of.drop), "corner", 0, 28),
      ],
    }),
  },
  {
    in: "boek-een-inkoopfactuur", file: "controle", screen: "bill-filled", langs: both,
    draw: (of) => {
      const sums = of.total;
      const at = { x: sums.x + sums.width - 34, y: of.difference.y - 3 };
      return {
        crop: part(208, 56, 1280, 800),
        objects: [
          hide(of["paper-iban"]), hide(of["paper-phone"]), hide(of["iban-value"]),
          box(of.lines, 2), badge(1, of.lines, "corner"),
          { type: "magnifier", at, to: { x: 800, y: at.y }, radius: 84, zoom: 1.9 },
          badge(2, { x: 800 - 62, y: at.y - 58, width: 0, height: 0 }, "corner"),
          box(of.book, 4), badge(3, of.book, "corner", 0, 28),
        ],
      };
    },
  },
  {
    in: "beantwoord-klantmail", file: "bericht", screen: "mail", langs: both,
    draw: (of) => ({
      crop: part(208, 56, 1280, 510),
      objects: [
        hide(of.address), hide(of.phone), hide(of["card-phone"]),
        badge(1, { ...of["mail-1"], y: of["mail-1"].y + 11 }, "right", -24, 28),
        box(of["card-facts"], 6), badge(2, grow(of["card-facts"], 6), "corner"),
        badge(3, of["open-card"], "right", 20, 28),
      ],
    }),
  },
  {
    in: "beantwoord-klantmail", file: "klantkaart", screen: "customer", langs: both,
    draw: (of) => ({
      crop: part(208, 56, 1280, 440),
      objects: [
        hide(around(of.phone, of.iban)),
        light(of["invoice-1"], 5), box(of["pdf-1"], -5),
      ],
    }),
  },
  {
    in: "beantwoord-klantmail", file: "antwoord", screen: "reply", langs: both,
    draw: (of) => ({
      crop: part(520, 56, 1280, 630),
      objects: [
        hide(of["to-value"]),
        box(grow(of["template-value"], 6), 2), badge(1, of["template-value"], "right", 34),
        badge(2, of.text, "corner"), badge(3, of.attachment, "right", 20, 28),
        box(of.send, 4), badge(4, of.send, "corner", 0, 28),
      ],
    }),
  },
  {
    in: "voer-een-verkooporder-in", file: "order", screen: "order",
    draw: (of) => ({
      crop: part(208, 56, 1280, 660),
      objects: [
        hide(of["contact-value"]),
        badge(1, of["customer-value"], "right"), badge(2, of["reference-value"], "right"),
        badge(3, of["delivery-value"], "right"), badge(4, of["address-value"], "right"),
        box(of.confirm, 4), badge(5, of.confirm, "corner", 0, 28),
      ],
    }),
  },
  {
    in: "voer-een-verkooporder-in", file: "voorraad", screen: "order-short",
    draw: (of) => ({
      crop: part(208, 286, 1280, 680),
      objects: [
        { type: "ellipse", area: grow(of["too-few"], 9) },
        { type: "line", from: { x: of["short-words"].x, y: of["short-words"].y + of["short-words"].height }, to: { x: of["short-words"].x + of["short-words"].width, y: of["short-words"].y + of["short-words"].height }, line_width: 3 },
        badge(1, of.part, "corner", 0, 28), badge(2, of.later, "corner", 0, 28),
      ],
    }),
  },
  {
    in: "verwerk-bankafschriften", file: "afletteren", screen: "bank", query: { step: "0" },
    draw: (of) => ({
      crop: part(0, 56, 1280, 640),
      objects: [
        hide(of.iban),
        badge(1, of["payment-1"], "right", -26), box(of["offer-1"], 1), badge(2, of["offer-1"], "corner"),
        box(of.rest, 5), badge(3, of.rest, "right", 28), badge(4, of.match, "corner", 0, 28),
      ],
    }),
  },
  {
    in: "verwerk-bankafschriften", file: "deelbetaling", screen: "bank", query: { step: "3" },
    draw: (of) => ({
      crop: part(208, 56, 1280, 640),
      objects: [hide(of.iban), badge(1, of["tick-1"], "corner", 0, 28), box(of["use-1"], -5), badge(2, grow(of["use-1"], -5), "corner", 0, 28), wash(of["open-amount"]), badge(3, of["left-open"], "right", -24, 28)],
    }),
  },
  {
    in: "maak-een-leverancier-aan", file: "leverancier", screen: "supplier",
    draw: (of) => ({
      crop: part(208, 56, 1280, 634),
      objects: [
        hide(of["iban-value"]), hide(of["phone-value"]),
        badge(1, of["kvk-value"], "right", 20, 26), badge(2, of["vat-value"], "right", 20, 26),
        box(grow(of["iban-value"], 2), 6), badge(3, of["iban-value"], "right", 34), arrow(of.save, -34, 78),
      ],
    }),
  },
  {
    in: "maak-een-leverancier-aan", file: "tweede-controle", screen: "supplier-check",
    draw: (of) => ({
      crop: part(380, 130, 1108, 660),
      objects: [
        hide(of["first-value"]), hide(of["second-value"]), hide(of["iban-value"]), hide(of["phone-value"]),
        badge(1, of["second-value"], "right"), badge(2, of.called, "right", -150, 28), badge(3, of["holder-ok"], "right", -150, 28),
        text(of.dialog.x + 24, of.reject.y + 1, "Niet zeker? Keur af.", 20), arrow(of.reject, -118, 0),
      ],
    }),
  },
];

/** The screen video: the payments of one statement, with the account numbers masked. */
export const film = {
  in: "verwerk-bankafschriften",
  file: "deelbetaling.webm",
  scenes: [
    { query: { screen: "bank", masked: "1", step: "0" }, pointer: "payment-1", seconds: 2 },
    { query: { screen: "bank", masked: "1", step: "0" }, pointer: "match", seconds: 2 },
    { query: { screen: "bank", masked: "1", step: "2" }, pointer: "payment-2", seconds: 2 },
    { query: { screen: "bank", masked: "1", step: "2" }, pointer: "tick-1", seconds: 2 },
    { query: { screen: "bank", masked: "1", step: "3" }, pointer: "use-1", seconds: 3 },
    { query: { screen: "bank", masked: "1", step: "3" }, pointer: "match", seconds: 2 },
    { query: { screen: "bank", masked: "1", step: "6" }, pointer: "payment-3", seconds: 3 },
  ],
};
