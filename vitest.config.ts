import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { EXSH_VERSION: JSON.stringify("test") },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/peers/**", "node_modules/**"],
    globalSetup: ["test/build.ts"],
    testTimeout: 60_000,
    maxWorkers: 2,
  },
});
