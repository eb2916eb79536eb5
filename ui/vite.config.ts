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

/** The packages that the window is built from, with their licences, for the view that names them. */
function componentList(): Plugin {
  const name = "virtual:components";
  type Lock = { packages: Record<string, { version?: string; license?: string; dev?: boolean }> };
  const root = new URL(".", import.meta.url);
  /** Some packages name their licence only in its file. */
  const told = (path: string) => {
    try {
      return readFileSync(new URL(`${path}/LICENSE`, root), "utf8").trim().split("\n")[0];
    } catch {
      return "";
    }
  };
  const built = () => {
    const { packages } = JSON.parse(readFileSync(new URL("package-lock.json", root), "utf8")) as Lock;
    return Object.entries(packages)
      .filter(([path, { dev }]) => path !== "" && !dev && !path.includes("@types/"))
      .map(([path, { version = "", license }]) => ({
        name: path.replace(/^.*node_modules\//, ""), version, licence: license ?? told(path),
      }));
  };
  return {
    name: "component-list",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? `export default ${JSON.stringify(built())};` : undefined),
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [singleIcons(), componentList(), svelte()],
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
