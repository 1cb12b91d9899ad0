// The whole journey on a temporary database, with the commands, the client, the example API and the verifier: npm run demo
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tellJourney } from "./journey.ts";
import { freePort, Processes } from "./processes.ts";
import { Story, seconds } from "./story.ts";

const startedAt = performance.now();
const folder = mkdtempSync(join(tmpdir(), "celitech-auth-demo-"));
const processes = new Processes(folder, await freePort());
try {
  await tellJourney(processes, folder, new Story());
  console.log(`\nDone in ${seconds(performance.now() - startedAt)}.`);
} finally {
  await processes.stop();
  rmSync(folder, { recursive: true, force: true });
}
