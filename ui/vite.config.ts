/// <reference types="vitest/config" />
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
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
