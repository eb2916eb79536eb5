// The frame around every screen: top bar, side bar, and the screen that the address asks for.

import { icon, lang, mark, settings, t } from "./parts.js";
import { screens } from "./screens.js";

const menu = [
  ["home", t("Overzicht", "Overview"), []],
  ["in", t("Inkoop", "Purchases"), [["inbox", t("Postvak", "Inbox"), 3], ["bills", t("Facturen", "Invoices")], ["suppliers", t("Leveranciers", "Suppliers")]]],
  ["out", t("Verkoop", "Sales"), [["orders", "Orders"], ["sales", t("Facturen", "Invoices")], ["customers", t("Klanten", "Customers")]]],
  ["bank", t("Bank", "Bank"), [["statements", t("Afschriften", "Statements"), 6]]],
  ["mail", t("Mail", "Mail"), []],
  ["chart", t("Rapporten", "Reports"), []],
  ["gear", t("Instellingen", "Settings"), []],
];

const screen = screens[settings.get("screen") ?? "inbox"]();

const side = menu
  .map(([name, label, items]) => {
    const head = `<h2 class="${screen.menu === name ? "on" : ""}"${mark(`menu-${name}`)}>${icon(name)}${label}</h2>`;
    return head + items.map(([id, words, count]) => {
      const shown = id === "inbox" && screen.inboxCount ? screen.inboxCount : count;
      return `<a class="${screen.menu === id ? "on" : ""}"${mark(`menu-${id}`)}>${words}${shown ? `<span class="count">${shown}</span>` : ""}</a>`;
    }).join("");
  })
  .join("");

document.getElementById("app").innerHTML = `
  <header class="top">
    <div class="logo"><i><span></span></i>Kasboek</div>
    <div class="search">${icon("find")}${t("Zoek een klant, factuur of bedrag", "Find a customer, invoice or amount")}</div>
    <div class="who"><span class="company">Van Dijk Tuinmachines B.V.</span>${icon("bell")}<span class="avatar">TP</span></div>
  </header>
  <nav class="side">${side}</nav>
  <main>${screen.html}</main>`;

document.title = `Kasboek (${lang})`;
document.fonts.ready.then(() => document.body.setAttribute("data-ready", ""));
