import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { EXSH_VERSION: JSON.stringify("test") },
  test: {
    include: ["test/crash/long.ts"],
    globalSetup: ["test/build.ts"],
    testTimeout: 6 * 3_600_000,
    disableConsoleIntercept: true,
  },
});
