import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/s/dist/",
  plugins: [svelte(), svelteTesting()],
  resolve: {
    alias: {
      $lib: new URL("./src/lib", import.meta.url).pathname,
      $app: new URL("./src/app", import.meta.url).pathname,
    },
  },
  build: {
    outDir: "../src/argus_ui/static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    modulePreload: { polyfill: false },
    // Pictures and fonts stay files: the pages' policy allows no data: scripts, and caches work better.
    assetsInlineLimit: 0,
    rollupOptions: { input: "src/main.ts" },
  },
  // The tests change nothing that others could see, and starting a document for each file takes longer than they do.
  test: { isolate: false, environment: "jsdom", setupFiles: ["./src/test-setup.ts"], include: ["src/**/*.test.ts"] },
});
