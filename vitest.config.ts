import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    setupFiles: ["test/setup/foreign-environment.ts"],
    globalSetup: ["test/setup/postgres.ts"],
    include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts", "examples/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Many tests wait for processes, sockets and disks: three at a time keep two cores busy.
    maxWorkers: 3,
    // A busy machine must not decide whether something happened.
    expect: { poll: { timeout: 15_000 } },
  },
});
