import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { EXSH_VERSION: JSON.stringify("test") },
  test: {
    include: ["test/peers/**/*.test.ts"],
    globalSetup: ["test/build.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});
