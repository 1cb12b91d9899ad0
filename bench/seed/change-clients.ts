// Changes clients as the command line does, in the database of a running server, and holds the lock on it each time
// for longer than any command: what a slow disk or a busy operator do. Until SIGTERM; then prints how many it changed.
//
//   node bench/seed/change-clients.ts DATA_FOLDER CLIENTS
import { setTimeout as sleep } from "node:timers/promises";
import { endTokens } from "../../packages/server/src/domain/administration/change-client.ts";
import { isProblem } from "../../packages/server/src/domain/administration/outcome.ts";
import { parseClientId } from "../../packages/server/src/domain/identifier.ts";
import { deriveCredential } from "./derive-credential.ts";
import { openDataFolder } from "./open-data-folder.ts";

const CHANGE_EVERY_MS = 200;
const LOCK_HELD_MS = 50;

const [dataFolder, clientsText] = process.argv.slice(2);
const clients = Number(clientsText);
if (dataFolder === undefined || !(clients > 0)) throw new Error("usage: change-clients.ts DATA_FOLDER CLIENTS");

const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
console.log(await changeClients(dataFolder, clients, stop.signal));

async function changeClients(folder: string, count: number, stopped: AbortSignal): Promise<number> {
  const { administration } = await openDataFolder(folder);
  let changes = 0;
  while (!stopped.aborted) {
    const { clientId } = deriveCredential(Math.floor(Math.random() * count));
    await administration.unitOfWork.transaction(async (transaction) => {
      const id = parseClientId(clientId);
      // It ends the tokens of the client, after which the client is served as before: the load must not see a refusal.
      const outcome = id && (await endTokens({ transaction, actor: "cli:bench", now: Date.now() }, id));
      if (outcome === undefined || isProblem(outcome)) throw new Error(`the client ${clientId} was not changed`);
      await sleep(LOCK_HELD_MS);
    });
    changes += 1;
    await sleep(CHANGE_EVERY_MS - LOCK_HELD_MS, undefined, { signal: stopped }).catch(() => undefined);
  }
  await administration.close();
  return changes;
}
