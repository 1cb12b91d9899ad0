import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: ["test/setup/postgres.ts"],
    include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts", "examples/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Most tests wait for processes, sockets and disks: two at a time even where there are two cores.
    maxWorkers: 2,
    // A busy machine must not decide whether something happened.
    expect: { poll: { timeout: 15_000 } },
  },
});
