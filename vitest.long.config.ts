import { defineConfig } from "vitest/config";

/** What takes longer than `npm test` may: each prints its seed. */
export default defineConfig({
  test: {
    setupFiles: ["test/setup/foreign-environment.ts"],
    globalSetup: ["test/setup/postgres.ts"],
    include: ["packages/*/test/**/*.long.ts", "test/**/*.long.ts"],
    testTimeout: 1_200_000,
    hookTimeout: 60_000,
  },
});
