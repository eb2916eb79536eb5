// Opens published pages in Chromium from file:// and reports what a reader would stumble over:
// violations found by axe-core (WCAG 2.2 AA and best practice) in light and dark, on a phone and
// a desk, console errors, requests to anywhere but the disk, pictures that do not load, invalid
// HTML (Nu checker). One line for each; exit 1 if there is any.
//
//   node check.mjs [--no-nu] FOLDER-OR-FILE …
import { spawn } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { open } from "./browser.mjs";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const nu = !process.argv.includes("--no-nu");
const pages = [];
const gather = (path) => {
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort()) gather(join(path, name));
  } else if (path.endsWith(".html")) pages.push(resolve(path));
};
for (const path of process.argv.slice(2).filter((word) => !word.startsWith("--"))) gather(path);
if (pages.length === 0) {
  console.error("no page was given");
  process.exit(2);
}

const everything = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
// Between light and dark nothing but the colours differs.
const colours = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
const views = [
  { width: 1280, colorScheme: "light", runOnly: everything },
  { width: 1280, colorScheme: "dark", runOnly: colours },
  { width: 360, colorScheme: "light", runOnly: everything },
];

const look = async (browser, page) => {
  const problems = [];
  // Around the page's own policy, which would not let axe in.
  const tab = await browser.newPage({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
  tab.on("pageerror", (error) => problems.push(`${page}: ${error.message}`));
  tab.on("request", (request) => /^(file|data):/.test(request.url()) || problems.push(`${page}: asks for ${request.url()}`));
  await tab.goto(pathToFileURL(page).href);
  await tab.evaluate(axe);
  for (const { width, colorScheme, runOnly } of views) {
    const say = (text) => problems.push(`${page} (${width}, ${colorScheme}): ${text}`);
    await tab.emulateMedia({ colorScheme });
    await tab.setViewportSize({ width, height: 900 });
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) say(`the page is ${wide} pixels wider than the window`);
    const result = await tab.evaluate((options) => axe.run(document, { ...options, resultTypes: ["violations"] }), { runOnly });
    for (const violation of result.violations) {
      for (const node of violation.nodes.slice(0, 3)) {
        say(`${violation.id}: ${violation.help}: ${node.html.slice(0, 140)}`);
      }
    }
  }
  await tab.close();
  // Once as a reader has it, under the page's own policy: every picture must come.
  const plain = await browser.newPage();
  plain.on("console", (message) => message.type() === "error" && problems.push(`${page}: ${message.text()}`));
  await plain.goto(pathToFileURL(page).href);
  const broken = await plain.evaluate(async () => {
    const pictures = [...document.images];
    for (const picture of pictures) picture.loading = "eager";
    await Promise.all(pictures.map((picture) => picture.decode().catch(() => {})));
    return pictures.filter((picture) => picture.naturalWidth === 0).map((picture) => picture.getAttribute("src"));
  });
  for (const picture of broken) problems.push(`${page}: the picture ${picture} does not load`);
  await plain.close();
  return problems;
};

// A few pages at a time, in one browser.
const inBrowser = async () => {
  const browser = await open();
  const found = [];
  let next = 0;
  const worker = async () => {
    while (next < pages.length) {
      const at = next++;
      found[at] = await look(browser, pages[at]);
    }
  };
  await Promise.all(Array.from({ length: 3 }, worker));
  await browser.close();
  return found.flat();
};

const valid = () => new Promise((done) => {
  const jar = join(dirname(require.resolve("vnu-jar/package.json")), "build", "dist", "vnu.jar");
  const run = spawn("java", ["-jar", jar, "--errors-only", "--format", "gnu", ...pages], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  run.stderr.setEncoding("utf8").on("data", (text) => { said += text; });
  run.on("error", (error) => done([`the Nu checker did not run: ${error.message}`]));
  run.on("close", (code) => {
    const lines = said.split("\n").filter(Boolean);
    done(code !== 0 && lines.length === 0 ? [`the Nu checker ended with ${code}`] : lines);
  });
});

const problems = (await Promise.all([inBrowser(), nu ? valid() : []])).flat();
for (const problem of problems) console.log(problem);
console.log(`${pages.length} pages, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
