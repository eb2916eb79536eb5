// Takes a picture of every view in both languages, light and dark, into /tmp/uiscreens, and holds
// each to axe-core, to the content security policy and to throwing nothing.
//
//   node dev/look.mjs [words in the name of a picture …]      (all without words)
//
// It drives the real build with the backend of dev/backend.ts. With the command `werkwijzer` (in
// WERKWIJZER or on the path) and pdftocairo, the pages are real too.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";
import { build } from "vite";

const ui = join(import.meta.dirname, "..");
const exampleFolder = join(ui, "../assets/example");
const out = process.env.SCREENS ?? "/tmp/uiscreens";
const made = join(out, ".made");
const example = JSON.parse(readFileSync(join(ui, "dev/example.json"), "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const wanted = process.argv.slice(2);

// The policy that the shell sets; nothing in the window may need more.
const policy = [
  "default-src 'self'", "script-src 'self'", "style-src 'self' 'unsafe-inline'",
  "img-src 'self' http://media.localhost http://page.localhost", "media-src http://media.localhost",
  "frame-src http://page.localhost", "font-src 'self'", "connect-src ipc: http://ipc.localhost",
  "object-src 'none'", "base-uri 'none'", "form-action 'none'",
].join("; ");

const types = {
  ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf",
  ".svg": "image/svg+xml", ".png": "image/png", ".webm": "video/webm", ".json": "application/json",
};

// — What is looked at —

const documents = Object.entries(example.trees).flatMap(([folder, byLanguage]) =>
  Object.keys(byLanguage).map((language) => ({ folder, language })));

/** Exports the example once, for pages as the real backend draws them. */
function preparePages() {
  const command = process.env.WERKWIJZER ?? "werkwijzer";
  const pages = {};
  for (const { folder, language } of documents) {
    const key = `${folder} ${language}`;
    const to = join(made, "pages", key.replace(/\W+/g, "-"));
    try {
      if (!existsSync(to)) {
        const file = language === "nl" ? "instruction.md" : `instruction.${language}.md`;
        mkdirSync(to, { recursive: true });
        execFileSync(command, ["-q", "export", join(exampleFolder, folder, file), "--format", "pdf,html", "--out", to], { stdio: "ignore" });
        const pdf = readdirSync(to).find((name) => name.endsWith(".pdf"));
        const count = Number(/Pages:\s+(\d+)/.exec(execFileSync("pdfinfo", [join(to, pdf)], { encoding: "utf8" }))[1]);
        for (let page = 1; page <= count; page++) {
          execFileSync("pdftocairo", ["-svg", "-f", String(page), "-l", String(page), join(to, pdf), join(to, `${page}.svg`)]);
        }
      }
      // Without the command an earlier run left an empty folder.
      pages[key] = readdirSync(to).filter((name) => name.endsWith(".svg")).length || 2;
    } catch {
      pages[key] = 2;
    }
  }
  return pages;
}

const blankPage =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 595 842"><path d="M60 80h300v20H60zM60 130h470v8H60zM60 150h440v8H60z" fill="#ddd"/></svg>';

async function serveBackend(route) {
  const url = new URL(route.request().url());
  // Older versions have the picture that readers of English get: another one of the same screen.
  if (url.hostname === "media.localhost" && url.pathname.startsWith("/version/")) {
    const [, , about, id, path] = url.pathname.split("/").map(decodeURIComponent);
    const older = id !== "now" && !id.startsWith("6538") && !id.startsWith("7232");
    const file = join(exampleFolder, about, older ? path.replace(/(\.en)?\.png$/, ".en.png") : path);
    return existsSync(file) ? route.fulfill({ path: file, contentType: types[extname(file)] }) : route.fulfill({ status: 404 });
  }
  const [, number, ...rest] = url.pathname.split("/");
  const what = decodeURIComponent(rest.join("/"));
  const one = documents[Number(number) - 1] ?? documents[0];
  const folder = join(made, "pages", `${one.folder} ${one.language}`.replace(/\W+/g, "-"));
  if (url.hostname === "media.localhost") {
    const path = join(exampleFolder, one.folder, what);
    return existsSync(path)
      ? route.fulfill({ path, contentType: types[extname(path)] })
      : route.fulfill({ status: 404 });
  }
  if (what === "html") {
    const page = existsSync(folder) && readdirSync(folder).find((name) => name.endsWith(".html"));
    return route.fulfill(page
      ? { path: join(folder, page), contentType: "text/html" }
      : { body: "<!doctype html><title>…</title><h1>…</h1>", contentType: "text/html" });
  }
  const page = join(folder, `${Number(what) + 1}.svg`);
  return route.fulfill(existsSync(page)
    ? { path: page, contentType: "image/svg+xml" }
    : { body: blankPage, contentType: "image/svg+xml" });
}

const invoice = "opened=instructions/boek-een-inkoopfactuur";
const press = (...keys) => async (page) => {
  for (const key of keys) await page.keyboard.press(key);
  await page.waitForTimeout(350);
};
const type = (selector, text) => async (page) => {
  await page.fill(selector, text);
  await page.waitForTimeout(400);
};
const first = (...steps) => async (page) => {
  for (const step of steps) await step(page);
};
const tab = (number) => async (page) => {
  if (!(await page.locator(".side").count())) await page.evaluate(() => window.werkwijzer.emit("menu", "toggle-preview"));
  await page.locator(".side [role=tab]").nth(number).click();
  await page.waitForTimeout(600);
};
const click = (selector) => async (page) => {
  await page.locator(selector).first().click();
  await page.waitForTimeout(150);
};
const open = (id) => async (page) => {
  await page.evaluate((command) => window.werkwijzer.emit("menu", command), id);
  await page.waitForTimeout(350);
};

/** Chooses a version of the timeline by what it says. */
const entry = (says) => async (page) => {
  await page.locator(".timeline .entry", { hasText: new RegExp(says === "2" ? "(Uitgave|Release) 2" : says) }).first().click();
  await page.waitForTimeout(400);
};
const against = (name) => async (page) => {
  const id = [...name].map((letter) => letter.charCodeAt(0).toString(16)).join("").padEnd(64, "0");
  await page.locator(".comparison select").first().selectOption(id);
  await page.waitForTimeout(300);
};
const scroll = (selector, top) => async (page) => {
  await page.locator(selector).evaluate((element, to) => (element.scrollTop = to), top);
  await page.waitForTimeout(500);
};
const decide = async (page) => {
  for (const [index, choice] of ["ours", "theirs", "both", "both"].entries()) {
    await page.locator("fieldset").nth(index).locator(`input[value=${choice}]`).check({ force: true });
  }
  await page.waitForTimeout(200);
};

/** The name of each picture, the question to the dev backend, and what is done before. */
const views = {
  "start": ["", null],
  "start-nothing": ["nothing-recent", null],
  "start-new": ["", open("create-library")],
  "first": ["first", null],
  "library": ["opened=x", null],
  "library-keys": ["opened=x", first(click("h1"), press("/", "ArrowDown", "ArrowDown"))],
  "library-menu": ["opened=x&notices", first(click("h1"), press("/", "ArrowDown", "Shift+F10"))],
  "library-search": ["opened=x", type("input[placeholder]", "factuur")],
  "library-nothing": ["opened=x", type("input[placeholder]", "qqqq")],
  "library-status": ["opened=x", click("[aria-haspopup=menu]")],
  "library-many": ["opened=x&many=10000", async (page) => {
    await page.locator("[role=grid]").evaluate((grid) => (grid.scrollTop = 300_000));
    await page.waitForTimeout(200);
  }],
  "library-empty": ["opened=x&empty", null],
  "library-archived": ["opened=x", first(click("h1"), press("/", "ArrowDown", "Delete"))],
  "new": ["opened=x", open("new-instruction")],
  "rename": ["opened=x", first(click("h1"), press("/", "ArrowDown", "F2"))],
  "document": [invoice, null],
  "document-reference": ["opened=instructions/grootboekrekeningen-en-btw", null],
  "document-html": [invoice, tab(1)],
  "document-details": [invoice, tab(2)],
  "document-problems": [invoice, tab(3)],
  "document-fine": [`${invoice}&fine`, tab(3)],
  "document-conflicts": [`${invoice}&conflicts&recovered`, null],
  "document-unsaved": [`${invoice}&unsaved`, null],
  "document-status": [invoice, click(".toolbar [aria-haspopup=menu] .status")],
  "document-picture": [invoice, click(".picture img")],
  "document-width": [invoice, first(click(".picture img"), click(".over [aria-haspopup=menu]"))],
  "document-crop": [invoice, first(click(".picture img"), click(".over button"), (page) => page.waitForTimeout(300))],
  "document-languages": [invoice, click(".toolbar [aria-haspopup=menu]")],
  "document-read-only": [`${invoice}&read-only`, null],
  "document-read-only-details": [`${invoice}&read-only`, tab(2)],
  "library-read-only": ["opened=x&read-only", first(click("h1"), press("/", "ArrowDown", "Shift+F10"))],
  "history": [invoice, open("history")],
  "history-release": [`${invoice}&kept`, first(open("history"), entry("2"))],
  "history-steps": [`${invoice}&kept`, first(open("history"), entry("2"), scroll(".compared-side", 1050))],
  "history-end": [`${invoice}&kept`, first(open("history"), entry("2"), scroll(".compared-side", 9000))],
  "history-sitting": [`${invoice}&kept`, first(open("history"), click(".timeline .unfold"))],
  "history-now": [`${invoice}&kept`, first(open("history"), entry("2"), against("e8"))],
  "history-first": [invoice, first(open("history"), press("End"))],
  "history-same": [invoice, first(open("history"), against("r2"), entry("Gepubliceerd|Published"))],
  "history-empty": [`${invoice}&no-versions`, open("history")],
  "history-join": [`${invoice}&join&missing`, open("history")],
  "history-long": [`${invoice}&long`, open("history")],
  "history-failing": [`${invoice}&failing=list_versions`, open("history")],
  "history-restored": [`${invoice}&kept`, first(open("history"), entry("2"), click(".restore button"))],
  "history-document": [`${invoice}&kept`, first(open("history"), entry("2"), click(".restore button"), press("Escape"), (page) => page.getByText("Open het postvak").first().click(), (page) => page.waitForTimeout(600))],
  "release": [invoice, open("release")],
  "release-first": [`${invoice}&no-versions`, open("release")],
  "history-behind": [`${invoice}&behind`, open("history")],
  "release-join": [`${invoice}&join`, open("release")],
  "release-behind": [`${invoice}&behind`, open("release")],
  "release-done": [invoice, first(open("release"), type(".dialog textarea", "Betaaltermijn toegevoegd"), click(".dialog .actions button:last-child"), (page) => page.waitForTimeout(300))],
  "merge": [`${invoice}&join`, open("join")],
  "merge-behind": [`${invoice}&behind`, first(open("history"), click(".banner button"))],
  "merge-decided": [`${invoice}&join`, first(open("join"), decide)],
  "merge-all": [`${invoice}&join`, first(open("join"), click("section .quiet.button"), scroll("main", 9000))],
  "merge-agreed": [`${invoice}&join&agreed`, open("join")],
  "merge-nothing": [`${invoice}&join`, first(open("join"), decide, click("footer button"), (page) => page.waitForTimeout(700))],
  "library-join": ["opened=x&join", null],
  "library-release": ["opened=x&join", click("[aria-haspopup=menu]")],
  "translate": [invoice, open("translate")],
  "export": [invoice, open("export")],
  "export-done": [invoice, first(open("export"), click(".dialog .folder button"), click(".dialog .actions button:last-child"), (page) => page.waitForTimeout(1200))],
  "publish": [`${invoice}&destination`, first(open("publish"), (page) => page.waitForTimeout(900))],
  "publish-nowhere": ["opened=x", open("publish")],
  "publish-other": ["opened=x&destination", first(open("publish"), click(".dialog .row:last-child button"), click(".dialog .field > div > button"), type(".dialog form input", "Proef"), (page) => page.waitForTimeout(300))],
  "publish-running": ["opened=x&destination&slow", first(open("publish"), (page) => page.waitForTimeout(400), click(".dialog .actions button:last-child"), (page) => page.waitForTimeout(300))],
  "publish-done": ["opened=x&destination", first(open("publish"), (page) => page.waitForTimeout(900), click(".dialog .actions button:last-child"), (page) => page.waitForTimeout(1800))],
  "palette": [invoice, open("palette")],
  "palette-typed": [invoice, first(open("palette"), type("[role=combobox]", "factuur"))],
  "settings": ["opened=x", open("settings")],
  "shortcuts": [invoice, open("shortcuts")],
  "about": ["", open("about")],
  "trouble": ["failing=start", null],
  "failure": ["opened=x&failing=create_instruction", first(open("new-instruction"), type(".dialog input:not([type=radio])", "Maak een offerte"), press("Enter"), (page) => page.waitForTimeout(300))],
};

const looks = [];
for (const name of Object.keys(views)) {
  for (const language of ["nl", "en"]) {
    for (const appearance of ["light", "dark"]) {
      looks.push({ name, language, appearance, width: 1280, height: 800, zoom: 1 });
    }
  }
}
for (const name of ["start", "library", "library-search", "document", "document-problems", "publish", "new", "shortcuts", "palette", "history", "history-release", "release", "merge"]) {
  looks.push({ name, language: "nl", appearance: "light", width: 760, height: 720, zoom: 1, as: "narrow" });
}
for (const name of Object.keys(views)) {
  looks.push({ name, language: "en", appearance: "light", width: 1280, height: 800, zoom: 2, as: "zoom" });
}

// — Looking —

async function main() {
  mkdirSync(made, { recursive: true });
  const site = join(made, "site");
  rmSync(site, { recursive: true, force: true });
  await build({ root: ui, logLevel: "error", build: { outDir: site, emptyOutDir: true } });
  const bundled = await build({
    root: ui, logLevel: "error", configFile: false,
    build: {
      write: false, minify: false,
      lib: { entry: join(ui, "dev/backend.ts"), formats: ["iife"], name: "backend" },
    },
  });
  const backend = bundled[0].output[0].code;
  const pages = preparePages();

  const server = createServer((request, response) => {
    const path = join(site, request.url === "/" || request.url.startsWith("/?") ? "index.html" : request.url.split("?")[0]);
    if (!existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[extname(path)] ?? "text/plain", "content-security-policy": policy });
    response.end(readFileSync(path));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${server.address().port}`;

  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"],
  });
  let wrong = 0;
  for (const look of looks) {
    const file = [look.name, look.language, look.appearance, look.as].filter(Boolean).join("-");
    if (wanted.length > 0 && !wanted.some((word) => file === word || file.includes(word))) continue;
    const [question, before] = views[look.name];
    const context = await browser.newContext({
      viewport: { width: look.width, height: look.height },
      colorScheme: look.appearance,
      reducedMotion: "reduce",
      // The addresses of pictures are those of Windows, which can be answered here.
      userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
    });
    const page = await context.newPage();
    page.setDefaultTimeout(5000);
    const said = [];
    page.on("pageerror", (error) => said.push(`threw: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("404")) said.push(`said: ${message.text()}`);
    });
    await page.route(/^http:\/\/(media|page)\.localhost\//, serveBackend);
    await page.addInitScript(`window.WERKWIJZER_DEV = ${JSON.stringify({ pages })};
      if (window.top === window && ${look.zoom} !== 1) localStorage.setItem("werkwijzer.layout", '{"zoom":${look.zoom}}');
      if (window.top === window) { ${backend} }`);
    await page.goto(`${address}/?language=${look.language}&${question}`);
    await page.waitForSelector("h1, main, [role=dialog]", { timeout: 8000 }).catch(() => said.push("shows nothing"));
    await page.waitForTimeout(look.name.startsWith("document") ? 900 : 350);
    try {
      await before?.(page);
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(out, `${file}.png`) });
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() =>
        window.axe.run(document, { iframes: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      for (const { id, help, nodes: all } of violations) {
        // A menu is no part of the page's regions, which axe knows of plain items only.
        const nodes = id === "region" ? all.filter(({ html }) => !html.includes("bits-") && !html.includes('class="label')) : all;
        if (nodes.length === 0) continue;
        said.push(`axe ${id}: ${help}\n${nodes.slice(0, 4).map(({ target, any }) => `      ${target.join(" ")}  ${any[0]?.message ?? ""}`).join("\n")}`);
      }
      const { width, height } = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth - innerWidth, height: document.documentElement.scrollHeight - innerHeight,
      }));
      if (width > 0 || height > 0) said.push(`is larger than the window by ${width} × ${height}`);
    } catch (error) {
      said.push(`failed: ${error.message.split("\n")[0]}`);
    }
    if (said.length > 0) {
      wrong += 1;
      console.log(`${file}\n${[...new Set(said)].map((line) => `   ${line}`).join("\n")}`);
    }
    await context.close();
  }
  await browser.close();
  server.close();
  console.log(wrong === 0 ? "nothing wrong" : `${wrong} pictures with something wrong`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

await main();
