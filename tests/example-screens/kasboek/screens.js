// Every screen that the instructions show. Each returns the entry of the side bar and the HTML.

import { button, day, euro, fake, field, icon, mark, pill, settings, t } from "./parts.js";

const head = (title, right = "", crumb = "") =>
  `<div class="head"><h1>${title}</h1><span class="crumb">${crumb}</span><div class="right">${right}</div></div>`;

const note = (kind, words, name = "") =>
  `<div class="note ${kind}"${mark(name)}>${icon(kind === "info" ? "info" : kind === "good" ? "check" : "warn")}<div>${words}</div></div>`;

// ---- Purchases

const bills = () => [
  [true, day(24, 11), "Zaaghuis Veluwe B.V.", "factuur_2026-1187.pdf", 452.48, pill(t("Nieuw", "New"), "info")],
  [true, day(24, 11), "Stroomwaard Energie", "termijn_november.pdf", 318.2, pill(t("Nieuw", "New"), "info")],
  [true, day(23, 11), "Motorhof Techniek", "MT-20448.pdf", 1936, pill(t("Nieuw", "New"), "info")],
  [false, day(23, 11), "Pakketdienst Oosterlijn", "oosterlijn_wk47.pdf", 127.05, pill(t("Vraag gesteld", "Question asked"), "warn")],
  [false, day(20, 11), "Zaaghuis Veluwe B.V.", "factuur_2026-1163.pdf", 689.7, pill(t("Geboekt", "Booked"), "good")],
  [false, day(20, 11), "Kantoorhal Noord", "F26-003391.pdf", 84.64, pill(t("Geboekt", "Booked"), "good")],
  [false, day(19, 11), "Drukwerkplaats Beekzicht", "bw-2026-771.pdf", 242, pill(t("Geboekt", "Booked"), "good")],
  [false, day(19, 11), "Motorhof Techniek", "MT-20391.pdf", 1210, pill(t("Geboekt", "Booked"), "good")],
  [false, day(18, 11), "Pakketdienst Oosterlijn", "oosterlijn_wk46.pdf", 98.01, pill(t("Geboekt", "Booked"), "good")],
];

function inboxTable() {
  const rows = bills().map(([unread, date, supplier, file, amount, status], i) => `
    <tr class="${unread ? "unread" : ""}"${mark(`bill-${i + 1}`)}>
      <td><span class="tick"></span></td><td>${unread ? '<span class="dot"></span>' : ""}</td>
      <td>${date}</td><td>${supplier}</td><td class="sub">${icon("clip")} ${file}</td>
      <td class="n">${euro(amount)}</td><td>${status}</td></tr>`).join("");
  return `<div class="panel"><table>
    <tr><th></th><th></th><th>${t("Ontvangen", "Received")}</th><th>${t("Leverancier", "Supplier")}</th><th>${t("Bestand", "File")}</th><th class="n">${t("Bedrag", "Amount")}</th><th>Status</th></tr>
    ${rows}</table></div>`;
}

const inboxHead = () =>
  head(t("Postvak inkoop", "Purchase inbox"), button(t("Factuur uploaden", "Upload invoice"))) +
  `<div class="tabs"><span class="on">${t("Alles", "All")}</span><span>${t("Nieuw (3)", "New (3)")}</span><span>${t("Vraag gesteld (1)", "Question asked (1)")}</span><span>${t("Geboekt", "Booked")}</span></div>`;

// The invoice itself is always in Dutch: so are the suppliers.
const paper = () => `
  <div class="pdf"><div class="bar"><span>factuur_2026-1187.pdf</span><span>1 / 1 &nbsp; 100%</span></div>
  <div class="paper">
    <div class="from"><div class="mark">Zaaghuis<br>Veluwe</div><div style="text-align:right">Zaaghuis Veluwe B.V.<br>Molenpad 12, 0000 AA Oosterdal<br><span data-mark="paper-phone">Telefoon ${fake.phone}</span><br>Btw ${fake.vat}</div></div>
    <div style="margin-top:18px">Van Dijk Tuinmachines B.V.<br>Postbus 0<br>0000 ZZ Oosterdal</div>
    <h4>Factuur</h4>
    <div class="facts">
      <span>Factuurnummer</span><b class="fit" data-mark="paper-number">2026-1187</b>
      <span>Factuurdatum</span><b class="fit" data-mark="paper-date">19-11-2026</b>
      <span>Vervaldatum</span><b class="fit" data-mark="paper-due">19-12-2026</b>
      <span>Uw bestelling</span><span>B-0932</span></div>
    <table><tr><th>Omschrijving</th><th class="n">Aantal</th><th class="n">Prijs</th><th class="n">Bedrag</th></tr>
      <tr><td>Zaagketting 40 cm</td><td class="n">12</td><td class="n">18,50</td><td class="n">222,00</td></tr>
      <tr><td>Zaagblad 35 cm</td><td class="n">5</td><td class="n">27,40</td><td class="n">137,00</td></tr>
      <tr><td>Verzendkosten</td><td class="n">1</td><td class="n">14,95</td><td class="n">14,95</td></tr></table>
    <div class="totals tail" data-mark="paper-totals"><span>Totaal excl. btw</span><span>373,95</span><span>Btw 21%</span><span>78,53</span><span class="sum">Te betalen</span><span class="sum">€ 452,48</span></div>
    <div class="pay">Betalen binnen 30 dagen op<br><span data-mark="paper-iban">IBAN ${fake.zaaghuis}</span><br>onder vermelding van 2026-1187</div>
  </div></div>`;

function bill({ filled }) {
  const account = (code, nl, en) => filled ? `${code} ${t(nl, en)}` : t("Kies een rekening", "Choose an account");
  const row = (code, nl, en, words, amount) =>
    `<tr><td${filled ? "" : ' style="color:#98a3ae"'}>${account(code, nl, en)}</td><td>${words}</td><td>${filled ? t("21% hoog", "21% high") : "–"}</td><td class="n">${euro(amount)}</td></tr>`;
  const form = `<div>
    <div class="panel"><h3>${t("Gegevens", "Details")}${pill(t("Automatisch gelezen", "Read automatically"), "info")}</h3><div class="pad grid">
      ${field(t("Leverancier", "Supplier"), "Zaaghuis Veluwe B.V.", { kind: "select", name: "supplier" })}
      ${field(t("Factuurnummer", "Invoice number"), "2026-1187", { name: "number" })}
      ${field(t("Factuurdatum", "Invoice date"), day(19, 11), { name: "date" })}
      ${field(t("Vervaldatum", "Due date"), day(19, 12), { name: "due" })}
      ${field(t("Rekeningnummer (IBAN)", "Bank account (IBAN)"), fake.zaaghuis, { name: "iban" })}
      ${field(t("Bestelling", "Purchase order"), "B-0932", { kind: "select", name: "po" })}
    </div></div>
    <div class="panel" style="margin-top:14px"><h3>${t("Boekingsregels", "Booking lines")}${filled ? pill(t("Klaar om te boeken", "Ready to book"), "good") : pill(t("Nog niet compleet", "Not complete yet"), "warn")}</h3>
    <table data-mark="lines"><tr><th>${t("Grootboekrekening", "Ledger account")}</th><th>${t("Omschrijving", "Description")}</th><th>${t("Btw", "VAT")}</th><th class="n">${t("Bedrag", "Amount")}</th></tr>
      ${row("7010", "Inkoop onderdelen", "Parts bought", t("Kettingen en zaagbladen", "Chains and saw blades"), 359)}
      ${row("4520", "Vrachtkosten", "Freight", t("Verzendkosten", "Shipping"), 14.95)}</table></div>
    <div class="panel pad" style="margin-top:14px;display:grid;grid-template-columns:1fr 250px;align-items:end">
      <div></div>
      <div class="totals" data-mark="totals"><span>${t("Excl. btw", "Excl. VAT")}</span><span>${euro(373.95)}</span><span>${t("Btw", "VAT")} 21%</span><span>${euro(filled ? 78.53 : 0)}</span><span class="sum" data-mark="total-words">${t("Totaal", "Total")}</span><span class="sum" data-mark="total">${euro(filled ? 452.48 : 373.95)}</span><span>${t("Verschil", "Difference")}</span><span data-mark="difference"${filled ? ' style="color:var(--good);font-weight:600"' : ' style="color:var(--bad);font-weight:600"'}>${euro(filled ? 0 : 78.53)}</span></div>
    </div></div>`;
  return {
    menu: "inbox",
    html: head("Zaaghuis Veluwe B.V.", button(t("Vraag stellen", "Ask a question"), "", "ask") + button(t("Opslaan", "Save"), "", "save") + button(t("Boeken", "Book"), filled ? "main" : "off", "book"), t("Inkoopfactuur", "Purchase invoice")) +
      `<div class="two" style="grid-template-columns:436px 1fr">${paper()}${form}</div>`,
  };
}

function double() {
  const under = bill({ filled: false });
  return { ...under, html: under.html + `<div class="shade"><div class="dialog" data-mark="dialog">
    <h2>${t("Deze factuur lijkt al geboekt", "This invoice seems to be booked already")}</h2>
    <p>${t("Kasboek vond een factuur met dezelfde leverancier en hetzelfde factuurnummer.", "Kasboek found an invoice with the same supplier and the same invoice number.")}</p>
    <div class="panel" style="margin-top:14px"><table><tr><th>${t("Leverancier", "Supplier")}</th><th>${t("Nummer", "Number")}</th><th>${t("Geboekt", "Booked")}</th><th class="n">${t("Bedrag", "Amount")}</th></tr>
      <tr><td>Zaaghuis Veluwe B.V.</td><td>2026-1187</td><td>${day(23, 11)}</td><td class="n">${euro(452.48)}</td></tr></table></div>
    <div class="buttons">${button(t("Toch doorgaan", "Continue anyway"), "bad", "anyway")}${button(t("Bekijk die factuur", "View that invoice"), "", "look")}${button(t("Uit postvak halen", "Remove from inbox"), "main", "drop")}</div>
  </div></div>` };
}

// ---- Mail

const customer = () => t("Tuincentrum Zonnedauw", "Green Lane Gardens Ltd");
const mails = () => [
  [customer(), t("Kopie van factuur 2026-2178?", "Copy of invoice 2026-2178?"), "09:12", true],
  ["Hoveniersbedrijf Lommerzicht", t("Vraag over btw op factuur", "VAT on our invoice"), "08:47", true],
  ["Gemeente Oosterdal", t("Betaling van twee facturen", "Payment of two invoices"), "08:05", false],
  [t("Boomkwekerij Hazelaar", "Hazel Tree Nursery"), t("Levering is niet compleet", "Delivery is not complete"), t("ma", "Mon"), false],
  [t("Speeltuin De Vlier", "Elder Park Playground"), t("Dank voor de snelle reactie", "Thank you for the quick answer"), t("ma", "Mon"), false],
];
const mailList = () => `<div class="panel"><h3>${t("Postvak facturen", "Invoices mailbox")}${pill(t("2 nieuw", "2 new"), "info")}</h3>${mails().map(([from, subject, time, unread], i) =>
  `<div class="mail ${i === 0 ? "on" : ""} ${unread ? "unread" : ""}"${mark(`mail-${i + 1}`)}><div class="line"><b>${from}</b><span>${time}</span></div><p>${subject}</p></div>`).join("")}</div>`;

const card = () => `<div class="panel" data-mark="card"><h3>${t("Klant", "Customer")}</h3><div class="pad">
  <p data-mark="card-name"><b>${customer()}</b></p><p class="sub">${t("Klant 10442", "Customer 10442")}</p>
  <p class="sub" data-mark="card-phone">${t(fake.phone, fake.phone)}</p>
  <dl style="margin-top:20px" data-mark="card-facts"><dt>${t("Open facturen", "Open invoices")}</dt><dd><b>2</b></dd><dt>${t("Open bedrag", "Open amount")}</dt><dd><b>${euro(1087)}</b></dd><dt>${t("Te laat", "Overdue")}</dt><dd><b style="color:var(--bad)">${euro(845)}</b></dd></dl>
  <div style="margin-top:20px">${button(t("Open klantkaart", "Open customer card"), "", "open-card")}</div></div></div>`;

function mail({ reply }) {
  const message = t(
    ["Beste heer, mevrouw,", "Wij kunnen factuur 2026-2178 niet vinden. Kunt u ons een kopie sturen? Dan betalen wij deze week.", "U kunt mij ook bellen."],
    ["Dear sir or madam,", "We cannot find invoice 2026-2178. Could you send us a copy? We will pay it this week.", "You can also call me."]);
  const text = t(
    ["Beste mevrouw Zomer,", "Dank voor uw bericht. In de bijlage vindt u een kopie van factuur 2026-2178 van 22 oktober 2026. Het open bedrag is € 845,00.", "Wilt u bij uw betaling het factuurnummer noemen? Dan verwerken wij uw betaling sneller.", "Met vriendelijke groet,<br>Team Palmhof<br>Van Dijk Tuinmachines B.V."],
    ["Dear Ms Summers,", "Thank you for your message. You will find a copy of invoice 2026-2178 of 22 October 2026 attached. The open amount is €845.00.", "Please mention the invoice number when you pay. Then we can process your payment faster.", "Kind regards,<br>Team Palmhof<br>Van Dijk Tuinmachines B.V."]);
  const who = t("E. Zomer", "E. Summers");
  const address = t("e.zomer@zonnedauw.example", "e.summers@greenlane.example");
  const open = `<div class="panel"><h3>${t("Kopie van factuur 2026-2178?", "Copy of invoice 2026-2178?")}</h3><div class="pad body">
    <p><b>${who}</b> · ${customer()}<br><span class="sub" data-mark="address">${address}</span></p>
    <p class="sub">${t("Dinsdag 24 november 2026, 09:12", "Tuesday 24 November 2026, 09:12")}</p>
    ${message.map((p) => `<p>${p}</p>`).join("")}<p>${t("Met vriendelijke groet,", "Kind regards,")}<br>${who}<br><span data-mark="phone">${fake.phone}</span></p>
    <div style="display:flex;gap:10px;margin-top:18px">${button(icon("reply") + t("Beantwoorden", "Reply"), "main", "reply")}${button(t("Doorsturen", "Forward"), "", "forward")}</div></div></div>`;
  const answer = `<div class="panel"><h3>${t("Antwoord", "Answer")}${pill(t("Concept", "Draft"), "warn")}</h3><div class="pad">
    ${field(t("Sjabloon", "Template"), t("Kopie van een factuur (Nederlands)", "Copy of an invoice (English)"), { kind: "select", name: "template" })}
    <div style="height:11px"></div>${field(t("Aan", "To"), address, { name: "to" })}
    <div class="body" style="border:1px solid #c9d1d9;border-radius:7px;padding:13px;margin-top:13px" data-mark="text">${text.map((p) => `<p>${p}</p>`).join("")}</div>
    <p style="margin:12px 0 20px">${pill(icon("clip").replace('class="icon"', 'class="icon" style="width:14px;height:14px;vertical-align:-2px"') + " factuur_2026-2178.pdf", "", "attachment")}</p>
    <div style="display:flex;gap:10px">${button(t("Versturen en sluiten", "Send and close"), "main", "send")}${button(t("Bewaren", "Save"))}</div></div></div>`;
  return { menu: "mail", html: `<div class="mails" style="${reply ? "grid-template-columns:286px 1fr" : ""}">${mailList()}${reply ? answer : open}${reply ? "" : card()}</div>` };
}

function customerCard() {
  const rows = [["2026-2178", day(22, 10), day(21, 11), 845, pill(t("3 dagen te laat", "3 days overdue"), "bad")], ["2026-2231", day(17, 11), day(17, 12), 242, pill(t("Open", "Open"), "info")], ["2026-2102", day(14, 9), day(14, 10), 1331, pill(t("Betaald", "Paid"), "good")], ["2026-2047", day(3, 8), day(2, 9), 605, pill(t("Betaald", "Paid"), "good")]];
  return { menu: "customers", html: head(customer(), button(t("Wijzigen", "Edit")) + button(t("Nieuwe order", "New order")), t("Klant 10442", "Customer 10442")) +
    `<div class="two" style="grid-template-columns:330px 1fr;align-items:start"><div class="panel" data-mark="facts"><h3>${t("Gegevens", "Details")}</h3><div class="pad"><dl class="left">
      <dt>${t("Contact", "Contact")}</dt><dd data-mark="contact">${t("E. Zomer", "E. Summers")}</dd><dt>${t("Telefoon", "Phone")}</dt><dd data-mark="phone">${fake.phone}</dd><dt>IBAN</dt><dd data-mark="iban">${fake.lommerzicht}</dd><dt>${t("Betaaltermijn", "Payment term")}</dt><dd>${t("30 dagen", "30 days")}</dd><dt>${t("Taal", "Language")}</dt><dd>${t("Nederlands", "English")}</dd></dl></div></div>
    <div class="panel" data-mark="invoices"><h3>${t("Facturen", "Invoices")}</h3><table><tr><th>${t("Nummer", "Number")}</th><th>${t("Datum", "Date")}</th><th>${t("Vervaldatum", "Due date")}</th><th class="n">${t("Bedrag", "Amount")}</th><th>Status</th><th></th></tr>
    ${rows.map(([n, d, due, a, s], i) => `<tr class="${i === 0 ? "on" : ""}"${mark(`invoice-${i + 1}`)}><td><b>${n}</b></td><td>${d}</td><td>${due}</td><td class="n">${euro(a)}</td><td>${s}</td><td${mark(`pdf-${i + 1}`)}><span style="color:var(--brand);font-weight:600">PDF</span></td></tr>`).join("")}</table></div></div>` };
}

// ---- Sales orders (Dutch only, as the rest below)

function order({ short }) {
  const lines = [["VD-42", "Accu-grasmaaier 42 cm", 2, 489, 6], ["VD-60", "Heggenschaar 60 cm", 3, 129, short ? 2 : 9], ["AC-40", "Accu 4,0 Ah", 4, 79, 31]];
  return { menu: "orders", html: head("Nieuwe order", button("Opslaan", "", "save") + button("Bevestigen", short ? "off" : "main", "confirm"), "Concept") +
    `<div class="panel"><div class="pad grid" style="grid-template-columns:1fr 1fr 1fr">
      ${field("Klant", "Hoveniersbedrijf Lommerzicht", { kind: "select", name: "customer" })}${field("Bestelnummer van de klant", "PO 5531", { name: "reference" })}${field("Leverdatum", day(1, 12), { name: "delivery" })}
      ${field("Afleveradres", "Werkplaats, Loods 3", { kind: "select", name: "address" })}${field("Contact bij levering", fake.phone, { name: "contact" })}${field("Betaaltermijn", "30 dagen", { kind: "select" })}</div></div>
    <div class="panel" style="margin-top:14px"><h3>Orderregels</h3><table data-mark="lines"><tr><th>Artikel</th><th>Omschrijving</th><th class="n">Aantal</th><th class="n">Prijs</th><th class="n">Bedrag</th><th>Voorraad</th></tr>
    ${lines.map(([code, words, n, price, stock]) => `<tr${mark(`line-${code}`)}><td><b>${code}</b></td><td>${words}</td><td class="n"${mark(`amount-${code}`)}>${n}</td><td class="n"${mark(`price-${code}`)}>${euro(price)}</td><td class="n">${euro(n * price)}</td><td${mark(`stock-${code}`)}>${stock < n ? pill(`${stock} op voorraad`, "bad", "too-few") : pill(`${stock} op voorraad`, "good")}</td></tr>`).join("")}</table></div>
    <div style="display:grid;grid-template-columns:1fr 310px;gap:16px;margin-top:14px;align-items:start"><div>${short ? note("warn", "<b data-mark='short-words'>Te weinig voorraad voor VD-60.</b> Kies een deellevering of een latere leverdatum.<div style='display:flex;gap:10px;margin-top:10px;color:#17212b'>" + button("Deellevering", "", "part") + button("Latere leverdatum", "", "later") + "</div>", "notice") : note("good", "Alles is op voorraad.")}</div>
    <div class="panel pad totals" data-mark="totals"><span>Excl. btw</span><span>${euro(1681)}</span><span>Btw 21%</span><span>${euro(353.01)}</span><span class="sum">Totaal</span><span class="sum">${euro(2034.01)}</span></div></div>` };
}

// ---- Bank

const payments = [
  ["Hoveniersbedrijf Lommerzicht", "Factuur 2026-2204", 1210],
  ["Tuincentrum Zonnedauw", "Deel van 2026-2178", 500],
  ["Gemeente Oosterdal", "2026-2190 en 2026-2195", 2662],
  ["Stroomwaard Energie", "Termijn november", -318.2],
  ["Bankkosten", "Kosten oktober", -14.5],
  ["Onbekende afzender", "Geen omschrijving", 75],
];

/** `line` is the chosen payment; `done` how many above it are matched. */
function bank() {
  const step = Number(settings.get("step") ?? 0);
  const line = [0, 0, 1, 1, 1, 1, 2][step] ?? 0;
  const done = line;
  const [from, words, amount] = payments[line];
  const offers = {
    0: [["2026-2204", day(26, 10), 1210, 1210, true]],
    1: [["2026-2178", day(22, 10), 845, step >= 3 ? 500 : 0, step >= 3], ["2026-2231", day(17, 11), 242, 0, false]],
    2: [["2026-2190", day(20, 10), 1452, 1452, true], ["2026-2195", day(21, 10), 1210, 1210, true]],
  }[line];
  const matched = offers.reduce((sum, offer) => sum + offer[3], 0);
  const rest = amount - matched;
  const ready = rest === 0;
  return { menu: "statements", html: head("Afschrift 327", "", `Ontvangen op ${day(23, 11)}`) +
    `<div class="two" style="grid-template-columns:456px 1fr;align-items:start">
    <div class="panel" data-mark="payments"><h3>Betalingen${pill(`${6 - done} te verwerken`, "info")}</h3><table>${payments.map(([a, b, c], i) =>
      `<tr class="${i === line ? "on" : ""}"${mark(`payment-${i + 1}`)}><td><b>${a}</b><br><span class="sub">${b}</span></td><td class="n"><b style="color:${c > 0 ? "var(--good)" : "inherit"}">${c > 0 ? "+" : ""}${euro(c)}</b></td><td style="width:44px;color:var(--good)">${i < done ? icon("check") : ""}</td></tr>`).join("")}</table></div>
    <div><div class="panel"><h3>${from}</h3><div class="pad"><dl class="left"><dt>Bedrag</dt><dd><b>${euro(amount)}</b></dd><dt>Van rekening</dt><dd data-mark="iban">${settings.has("masked") ? "NL•• •••• •••• ••" : fake.lommerzicht}</dd><dt>Omschrijving</dt><dd>${words}</dd></dl></div></div>
    <div class="panel" style="margin-top:14px" data-mark="offers"><h3>Open facturen van deze klant</h3><table><tr><th></th><th>Factuur</th><th>Datum</th><th class="n">Open</th><th class="n">Afletteren</th></tr>
      ${offers.map(([n, d, open, use, on], i) => `<tr${mark(`offer-${i + 1}`)}><td${mark(`tick-${i + 1}`)}><span class="tick ${on ? "yes" : ""}"></span></td><td><b>${n}</b></td><td>${d}</td><td class="n">${euro(open)}</td><td class="n"${mark(`use-${i + 1}`)}>${use ? euro(use) : "–"}</td></tr>`).join("")}</table></div>
    ${line === 1 && step >= 3 ? `<div style="margin-top:14px">${note("info", `Van factuur 2026-2178 blijft <b data-mark='open-amount'>${euro(345)}</b> open.`, "left-open")}</div>` : ""}
    <div class="panel pad" style="margin-top:14px;display:flex;align-items:center;gap:12px"><div data-mark="rest">Nog te verdelen: <b style="color:${ready ? "var(--good)" : "var(--bad)"}">${euro(rest)}</b></div><div style="margin-left:auto;display:flex;gap:10px">${button("Vraagpost", "", "question")}${button("Afletteren", ready ? "main" : "off", "match")}</div></div></div></div>` };
}

// ---- Suppliers

function supplier({ state }) {
  const right = state === "new" ? button("Annuleren") + button("Opslaan", "main", "save") : pill("Geblokkeerd voor betaling", "bad", "blocked");
  const form = head("Bladwerk Hoveniersgereedschap B.V.", right, state === "new" ? "Nieuwe leverancier" : "Leverancier 20317") +
    `<div class="two" style="grid-template-columns:1fr 1fr;align-items:start">
    <div class="panel" data-mark="company"><h3>Bedrijf</h3><div class="pad grid">
      ${field("Naam", "Bladwerk Hoveniersgereedschap B.V.", { kind: "wide", name: "name" })}${field("KvK-nummer", "00123456", { name: "kvk" })}${field("Btw-nummer", fake.vat, { name: "vat", more: pill("Klopt", "good") })}
      ${field("Adres", "Kwekerslaan 8", { kind: "wide" })}${field("Postcode", "0000 BB")}${field("Plaats", "Oosterdal")}
      ${field("E-mail voor facturen", "facturen@bladwerk.example", { kind: "wide", name: "email" })}${field("Telefoon", fake.phone, { kind: "wide", name: "phone" })}</div></div>
    <div><div class="panel" data-mark="payment"><h3>Betaling</h3><div class="pad grid">
      ${field("Rekeningnummer (IBAN)", fake.bladwerk, { kind: "wide", name: "iban" })}${field("Op naam van", "Bladwerk Hoveniersgereedschap", { kind: "wide", name: "holder" })}
      ${field("Betaaltermijn", "30 dagen", { kind: "select", name: "term" })}${field("Vaste rekening", "7010 Inkoop onderdelen", { kind: "select", name: "account" })}</div></div>
      <div style="margin-top:14px">${state === "new" ? note("info", "Na het opslaan controleert een tweede collega het rekeningnummer. Tot dan kan niemand betalen.", "notice") : note("warn", "<b>Wacht op tweede controle.</b> Ingevoerd op 24-11-2026 om 10:26.", "notice")}</div></div></div>`;
  const dialog = state === "check" ? `<div class="shade"><div class="dialog list" data-mark="dialog"><h2>Controleer het rekeningnummer</h2>
    <p style="display:block;margin-bottom:8px">Leverancier: <b>Bladwerk Hoveniersgereedschap B.V.</b></p>
    ${field("Ingevoerd door je collega", fake.bladwerk, { name: "first" })}<div style="height:10px"></div>
    ${field("Typ het nummer zelf over van de factuur", fake.bladwerk, { name: "second", more: pill("Gelijk", "good", "equal") })}<div style="height:8px"></div>
    <p data-mark="called"><span class="tick yes"></span>De leverancier is gebeld op een bekend nummer</p>
    <p data-mark="holder-ok"><span class="tick yes"></span>De naam bij de rekening klopt</p>
    <div class="buttons">${button("Afkeuren", "bad", "reject")}${button("Goedkeuren", "main", "approve")}</div></div></div>` : "";
  return { menu: "suppliers", html: form + dialog };
}

export const screens = {
  inbox: () => ({ menu: "inbox", html: inboxHead() + inboxTable() }),
  bill: () => bill({ filled: false }),
  "bill-filled": () => bill({ filled: true }),
  double,
  mail: () => mail({ reply: false }),
  reply: () => mail({ reply: true }),
  customer: customerCard,
  order: () => order({ short: false }),
  "order-short": () => order({ short: true }),
  bank,
  supplier: () => supplier({ state: "new" }),
  "supplier-check": () => supplier({ state: "check" }),
};
