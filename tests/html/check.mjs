// Opens published pages in Chromium from file:// and reports what a reader would stumble over:
// violations found by axe-core (WCAG 2.2 AA and best practice) in light and dark, on a phone and
// a desk, console errors, requests to anywhere but the disk, pictures that do not load, invalid
// HTML (Nu checker). One line for each; exit 1 if there is any.
//
//   node check.mjs [--no-nu] FOLDER-OR-FILE …
import { spawnSync } from "node:child_process";
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

const problems = [];
const browser = await open();
for (const page of pages) {
  for (const [width, colorScheme] of [[1280, "light"], [1280, "dark"], [360, "light"]]) {
    const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    const say = (text) => problems.push(`${page} (${width}, ${colorScheme}): ${text}`);
    tab.on("console", (message) => message.type() === "error" && say(message.text()));
    tab.on("pageerror", (error) => say(error.message));
    tab.on("request", (request) => /^(file|data):/.test(request.url()) || say(`asks for ${request.url()}`));
    await tab.goto(pathToFileURL(page).href);
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) say(`the page is ${wide} pixels wider than the window`);
    await tab.evaluate(axe);
    const result = await tab.evaluate(() => axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }));
    for (const violation of result.violations) {
      for (const node of violation.nodes.slice(0, 3)) {
        say(`${violation.id}: ${violation.help}: ${node.html.slice(0, 140)}`);
      }
    }
    await tab.close();
  }
  // Once as a reader has it, under the page's own policy: every picture must come.
  const tab = await browser.newPage();
  tab.on("console", (message) => message.type() === "error" && problems.push(`${page}: ${message.text()}`));
  await tab.goto(pathToFileURL(page).href);
  const broken = await tab.evaluate(async () => {
    const pictures = [...document.images];
    for (const picture of pictures) picture.loading = "eager";
    await Promise.all(pictures.map((picture) => picture.decode().catch(() => {})));
    return pictures.filter((picture) => picture.naturalWidth === 0).map((picture) => picture.getAttribute("src"));
  });
  for (const picture of broken) problems.push(`${page}: the picture ${picture} does not load`);
  await tab.close();
}
await browser.close();

if (nu) {
  const jar = join(dirname(require.resolve("vnu-jar/package.json")), "build", "dist", "vnu.jar");
  const run = spawnSync("java", ["-jar", jar, "--errors-only", "--format", "gnu", ...pages], { encoding: "utf8", maxBuffer: 1 << 26 });
  if (run.error) problems.push(`the Nu checker did not run: ${run.error.message}`);
  problems.push(...(run.stderr ?? "").split("\n").filter(Boolean));
}
for (const problem of problems) console.log(problem);
console.log(`${pages.length} pages, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
