import { defineConfig } from "vitest/config";

/** What takes longer than `npm test` may: each prints its seed. */
export default defineConfig({
  test: {
    globalSetup: ["test/setup/postgres.ts"],
    include: ["packages/*/test/**/*.long.ts", "test/**/*.long.ts"],
    testTimeout: 1_200_000,
    hookTimeout: 60_000,
  },
});
