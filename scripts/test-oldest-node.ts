// Runs the tests of the published packages on the oldest Node that they support, the machine's own, where it has one.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { findNodes } from "../test/node-binaries.ts";

const OLDEST = "v20.";
const root = join(import.meta.dirname, "..");
const node = findNodes().find(({ version }) => version.startsWith(OLDEST));
if (node === undefined) {
  console.error(`No Node ${OLDEST}x is in PATH: the published packages were not tested on it.`);
  process.exit(process.env["CI"] ? 1 : 0);
}
// undici 8 and got 16, to which the adapters belong, need Node 22. This reporter, since the usual one fails there where a test fails.
const options = ["--exclude", "packages/client/test/adapters.test.ts", "--reporter", "tap-flat"];
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(node.path, [vitest, "run", "packages/client", "packages/verifier", ...options], {
  cwd: root,
  stdio: "inherit",
});
process.exit(status ?? 1);
