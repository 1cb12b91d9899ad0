import cluster, { type Worker } from "node:cluster";
import { openAdministration } from "./compose-administration.ts";
import type { Config } from "./config.ts";
import { prepareDataFolder } from "./data-folder.ts";
import { createLogger } from "./logger.ts";
import { makeQuickstart, welcomeText } from "./quickstart.ts";
import { serve } from "./serve.ts";
import { logSetupLink, makeSetupLink } from "./setup-link.ts";

const RESTART_MILLISECONDS = 1_000; // a worker that cannot start must not be forked in a loop
const SHUTDOWN_MILLISECONDS = 9_800;

/** Runs `config.workers` processes on one port. The first process prepares the database, starts the others and hands signals on. */
export async function serveCluster(config: Config): Promise<void> {
  if (cluster.isWorker) return serve(config, { isOneOfMany: true });
  const administration = await openAdministration(config, prepareDataFolder(config), Date.now);
  await makeQuickstart(config, administration);
  const setup = await makeSetupLink(config, administration);
  await administration.close();
  if (!process.stdout.isTTY) {
    const { logger, flush } = createLogger(config.logLevel);
    logSetupLink(logger, setup);
    flush();
  }

  let isStopping = false;
  const start = () => {
    if (!isStopping) cluster.fork();
  };
  cluster.on("exit", (_worker: Worker, code: number) => {
    if (isStopping) return endWhenAlone();
    if (code === 78) process.exit(code); // what is wrong is wrong for every worker, and has been said
    setTimeout(start, RESTART_MILLISECONDS);
  });
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGTERM");
    setTimeout(() => process.exit(1), SHUTDOWN_MILLISECONDS).unref();
    endWhenAlone();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  for (let index = 0; index < config.workers; index += 1) start();
  if (process.stdout.isTTY) cluster.once("listening", () => process.stdout.write(`${welcomeText(config, setup)}\n`));
}

function endWhenAlone(): void {
  if (Object.keys(cluster.workers ?? {}).length === 0) process.exit(0);
}
