/// <reference types="vitest/config" />
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

/**
 * Imports each icon from its own file. The package's one module names all 1,700, and tests and the
 * development server would compile every one.
 */
function singleIcons(): Plugin {
  const index = createRequire(import.meta.url).resolve("@lucide/svelte/icons/x").replace(/x\.js$/, "index.js");
  const files = new Map(
    [...readFileSync(index, "utf8").matchAll(/default as (\w+) \} from '\.\/([\w-]+)\.svelte'/g)]
      .map(([, name, file]) => [name, file] as const),
  );
  return {
    name: "single-icons",
    enforce: "pre",
    transform: {
      filter: { id: /\/src\/.*\.(svelte|ts)$/, code: "@lucide/svelte" },
      handler: (code) =>
        code.replace(/import \{([^}]*)\} from "@lucide\/svelte";/g, (whole, names: string) => {
          const single = names.split(",").map((name) => name.trim()).filter(Boolean).map((name) => {
            const [from = "", to = from] = name.split(/\s+as\s+/);
            return files.has(from) ? `import ${to} from "@lucide/svelte/icons/${files.get(from)}";` : null;
          });
          // On one line, so that the lines after it keep their numbers.
          return single.includes(null) ? whole : single.join(" ") + "\n".repeat(whole.split("\n").length - 1);
        }),
    },
  };
}

/**
 * Draws each icon as the picture it is. The package puts every line of it together in the window,
 * for colours and sizes that are set by style sheets here; a start draws a dozen icons.
 */
function drawnIcons(): Plugin {
  type Line = [tag: string, attributes: Record<string, string>];
  const written = (attributes: Record<string, string>) =>
    Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`).join("");
  return {
    name: "drawn-icons",
    enforce: "pre",
    transform: {
      filter: { id: /@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/ },
      handler: (code) => {
        const data = /const iconData = (\{.*\});/.exec(code)?.[1];
        if (!data) return null;
        const { node } = JSON.parse(data) as { node: Line[] };
        const lines = node.map(([tag, attributes]) => `<${tag}${written(attributes)} />`).join("");
        return `<svg width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"
          stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${lines}</svg>`;
      },
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [singleIcons(), drawnIcons(), svelte()],
  // The shell looks for the window here and shows what goes wrong itself.
  clearScreen: false,
  server: { port: 1420, strictPort: true, fs: { allow: [".."] } },
  build: {
    // WebKitGTK 2.40 of Debian 12 is the oldest web view that is met.
    target: ["safari16.4", "chrome120"],
    // Pictures and fonts as files: the content security policy allows no data address for fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  // Svelte's browser build is wanted in tests of parts too.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
  },
}));
