import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

export default ts.config(
  { ignores: ["node_modules/", "src/lib/api/schema.d.ts"] },
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser } } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      // Links are followed by our own router (app/router.svelte.ts), which takes plain addresses.
      "svelte/no-navigation-without-resolve": "off",
      // Addresses are made, read and thrown away; none is state.
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  { files: ["*.config.{js,ts}"], languageOptions: { globals: { ...globals.node } } },
);
