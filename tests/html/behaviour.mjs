// What a published page does for its reader, tried in Chromium from file://.
//
//   node behaviour.mjs PUBLICATION     (the published example library)
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { test, after } from "node:test";
import { pathToFileURL } from "node:url";
import { open } from "./browser.mjs";

const folder = resolve(process.env.PUBLICATION ?? process.argv[2]);
const url = (...parts) => pathToFileURL(join(folder, ...parts)).href;
const page = url("Boek een inkoopfactuur", "Boek een inkoopfactuur.html");
const browser = await open();
after(() => browser.close());

const visit = async (address, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const tab = await context.newPage();
  await tab.goto(address);
  return tab;
};

test("a ticked box stays ticked", async () => {
  const tab = await visit(page);
  const box = tab.locator("input[data-key]").first();
  // The browser writes what a page keeps a moment later, and a reload may come before that.
  const comesBack = async (ticked) => {
    for (let tries = 0; tries < 40; tries += 1) {
      await tab.reload();
      if (await box.isChecked() === ticked) return true;
    }
    return false;
  };
  await box.check();
  assert.equal(await comesBack(true), true);
  await tab.locator(".untick button").click();
  assert.equal(await comesBack(false), true);
});

test("no third party is called before a click on a video", async () => {
  const tab = await visit(page);
  assert.equal(await tab.locator("iframe").count(), 0);
  // The player itself is not to be reached here; what counts is where the frame leads.
  await tab.route(/youtube/, (route) => route.abort());
  await tab.locator(".play").first().click();
  assert.match(await tab.locator("iframe").first().getAttribute("src"), /^https:\/\/www\.youtube-nocookie\.com\/embed\//);
});

test("pictures open full size, by keyboard too", async () => {
  const tab = await visit(page);
  await tab.locator("a.zoom").first().focus();
  await tab.keyboard.press("Enter");
  assert.equal(await tab.locator("dialog.viewer").evaluate((dialog) => dialog.open), true);
  const first = await tab.locator(".viewer-stage img").getAttribute("src");
  await tab.keyboard.press("ArrowRight");
  assert.notEqual(await tab.locator(".viewer-stage img").getAttribute("src"), first);
  await tab.keyboard.press("Escape");
  assert.equal(await tab.locator("dialog.viewer").evaluate((dialog) => dialog.open), false);
});

test("the start page finds words without their accents, and their steps", async () => {
  const tab = await visit(url("index.html"));
  await tab.keyboard.press("/");
  await tab.keyboard.type("LEVERANCIER onbekend");
  const shown = await tab.locator(".card:not([hidden]) .card-title").allTextContents();
  assert.ok(shown.includes("Boek een inkoopfactuur"), shown.join());
  assert.ok(await tab.locator(".card:not([hidden]) .card-hits a").count() > 0);
  await tab.locator("#search").fill("xyzzy");
  assert.equal(await tab.locator("#nothing").isVisible(), true);
  await tab.locator("#search").fill("");
  await tab.locator("#search").press("ArrowDown");
  assert.equal(await tab.evaluate(() => document.activeElement.className), "card-link");
});

test("without JavaScript everything can be read", async () => {
  const tab = await visit(page, { javaScriptEnabled: false });
  assert.equal(await tab.locator(".play").first().isVisible(), false);
  assert.equal(await tab.locator("h1").isVisible(), true);
  assert.ok(await tab.locator(".step").count() > 5);
});

test("every page that the start page names is there", () => {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.ok(folders.length >= 8);
});
