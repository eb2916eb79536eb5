// Takes every screenshot of the example library and writes the markup beside it.
//
//     npm ci && node take.mjs [--quick] [part of a name]
//
// Coordinates come from the boxes of the real elements, so that arrows and frames sit exactly.
// The same Chromium gives the same bytes. With `zopflipng` (Debian: zopfli) on the path the
// files get smaller (three minutes; not with `--quick`); with `ffmpeg` the short screen video is made again.

import { execFileSync, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { film, shots } from "./shots.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");
const instructions = join(root, "assets/example/instructions");
const quick = process.argv.includes("--quick");
const only = process.argv.slice(2).find((word) => !word.startsWith("--"));
const size = { width: 1280, height: 800 };

// Module scripts do not load from file://, hence a server that only this computer sees.
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf" };
const server = createServer((request, response) => {
  const path = normalize(join(root, new URL(request.url, "http://localhost").pathname));
  try {
    if (!path.startsWith(root)) throw new Error("outside");
    response.setHeader("content-type", types[extname(path)] ?? "application/octet-stream");
    response.end(readFileSync(path));
  } catch {
    response.statusCode = 404;
    response.end();
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const address = `http://127.0.0.1:${server.address().port}/tests/example-screens/kasboek/index.html`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"],
});
const page = await browser.newPage({ viewport: size, deviceScaleFactor: 1, reducedMotion: "reduce" });
page.on("pageerror", (error) => { throw error; });

async function open(query) {
  await page.goto(`${address}?${new URLSearchParams(query)}`);
  await page.waitForSelector("body[data-ready]");
}

/** The boxes of all marked elements, in whole pixels. */
const boxes = () => page.evaluate(() => Object.fromEntries(
  [...document.querySelectorAll("[data-mark]")].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [element.dataset.mark, { x: Math.floor(x), y: Math.floor(y), width: Math.ceil(width), height: Math.ceil(height) }];
  }),
));

function shrink(file) {
  if (!quick && spawnSync("zopflipng", ["--help"]).error === undefined) {
    execFileSync("zopflipng", ["-y", file, file], { stdio: "ignore" });
  }
}

for (const shot of shots.filter((shot) => !only || shot.file.includes(only))) {
  for (const lang of shot.langs ?? ["nl"]) {
    await open({ screen: shot.screen, lang, ...shot.query });
    const found = await boxes();
    const of = new Proxy(found, {
      get: (all, name) => all[name] ?? (() => { throw new Error(`${shot.file}: nothing is marked ${String(name)}`); })(),
    });
    const { crop, objects } = shot.draw(of);
    const name = `${shot.file}${lang === "nl" ? "" : `.${lang}`}.png`;
    const path = join(instructions, shot.in, "media", name);
    mkdirSync(join(path, ".."), { recursive: true });
    await page.screenshot({ path });
    shrink(path);
    const markup = { format: 1, size: [size.width, size.height], ...(crop && { crop }), objects };
    writeFileSync(`${path}.markup.json`, `${JSON.stringify(markup, null, 2)}\n`);
    console.log(`${shot.in}/media/${name}`);
  }
}

if ((!only || only === "film") && spawnSync("ffmpeg", ["-version"]).error === undefined) {
  const frames = mkdtempSync(join(tmpdir(), "kasboek-"));
  let count = 0;
  for (const { query, pointer, seconds } of film.scenes) {
    await open(query);
    const found = await boxes();
    const at = found[pointer];
    await page.evaluate(([x, y]) => {
      document.body.insertAdjacentHTML("beforeend", `<svg class="pointer" style="left:${x}px;top:${y}px" viewBox="0 0 22 30"><path d="M2 2v21l5-5 4 9 4-2-4-8h7z" fill="#111" stroke="#fff" stroke-width="2"/></svg>`);
    }, [at.x + at.width * 0.6, at.y + at.height * 0.55]);
    const shot = join(frames, "shot.png");
    await page.screenshot({ path: shot });
    for (let i = 0; i < seconds * 2; i += 1) {
      writeFileSync(join(frames, `${String(count).padStart(3, "0")}.png`), readFileSync(shot));
      count += 1;
    }
  }
  const path = join(instructions, film.in, "media", film.file);
  execFileSync("ffmpeg", ["-loglevel", "error", "-y", "-framerate", "2", "-i", join(frames, "%03d.png"), "-vf", "scale=1024:640:flags=lanczos", "-c:v", "libvpx-vp9", "-crf", "34", "-b:v", "0", "-g", "240", "-threads", "1", "-pix_fmt", "yuv420p", "-an", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", path]);
  rmSync(frames, { recursive: true });
  console.log(`${film.in}/media/${film.file}`);
}

await browser.close();
server.close();
