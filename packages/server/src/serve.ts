import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { openTokenService, type TokenService } from "./compose.ts";
import type { Config } from "./config.ts";
import { prepareDataFolder, SetupError } from "./data-folder.ts";
import { findDashboardFolder } from "./http/dashboard/dashboard-files.ts";
import { describeFailure } from "./http/failure.ts";
import { createHttpServer } from "./http/server.ts";
import { createLogger } from "./logger.ts";
import { makeQuickstart, welcomeText } from "./quickstart.ts";
import { logSetupLink, makeSetupLink } from "./setup-link.ts";

/** All of the shutdown together; a load balancer and an orchestrator wait longer. */
const SHUTDOWN_MILLISECONDS = 9_500;

const CLOSE_IDLE_MILLISECONDS = 50;

export interface ServeOptions {
  /** Several processes share the port, and one of them does the talking. */
  readonly isOneOfMany?: boolean;
}

/** Runs the token service until it is told to stop. Throws `SetupError` when it cannot start. */
export async function serve(config: Config, { isOneOfMany = false }: ServeOptions = {}): Promise<void> {
  const masterKeys = prepareDataFolder(config);
  const { logger, writeInfoLine, flush } = createLogger(config.logLevel);
  for (const variable of config.unknownVariables)
    logger.warn({ variable }, "this variable means nothing here: a typing error?");
  const dashboardFolder = findDashboardFolder();
  if (dashboardFolder === undefined) logger.warn("the dashboard is not built: its pages say so, and all else works");
  const state: { current: TokenService | undefined; isStopping: boolean } = { current: undefined, isStopping: false };
  const server = createHttpServer({
    ...config,
    dashboardFolder,
    service: state,
    staleMilliseconds: config.staleSeconds * 1_000,
    requestTimeoutMilliseconds: config.requestTimeoutSeconds * 1_000,
    logger,
    writeAccessLine: writeInfoLine,
  });
  handleFailures(logger, flush);
  // One of many must not answer that it is starting while the others answer with tokens. A process on its own says whether it is ready.
  if (!isOneOfMany) await listen(server, config);
  const service = await openTokenService(config, masterKeys, logger, Date.now);
  if (!isOneOfMany) await makeQuickstart(config, service.administration);
  const setup = isOneOfMany ? undefined : await makeSetupLink(config, service.administration);
  state.current = service;
  if (isOneOfMany) await listen(server, config);
  stopOnSignal(async () => {
    state.isStopping = true;
    logger.info("stopping");
    await closeServer(server);
    await service.stop();
    logger.info("stopped");
    flush();
  });
  void service.readAhead();
  logger.info({ url: config.publicUrl, host: config.host, port: config.port, issuer: config.issuer }, "ready");
  if (process.stdout.isTTY && !isOneOfMany) process.stdout.write(`${welcomeText(config, setup)}\n`);
  else logSetupLink(logger, setup);
}

async function listen(server: FastifyInstance, config: Config): Promise<void> {
  try {
    await server.listen({ host: config.host, port: config.port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new SetupError(
        `CELITECH_AUTH_PORT: port ${config.port} of ${config.host} is in use; stop what uses it, or name another port`,
      );
    if (code === "EACCES")
      throw new SetupError(
        `CELITECH_AUTH_PORT: port ${config.port} may not be opened by this user; name one above 1023`,
      );
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
      throw new SetupError(`CELITECH_AUTH_HOST: ${config.host} is not an address of this machine`);
    throw error;
  }
}

// A connection that was busy when closing began is idle once it has its answer, and nothing else would close it.
async function closeServer(server: FastifyInstance): Promise<void> {
  const closing = setInterval(() => server.server.closeIdleConnections?.(), CLOSE_IDLE_MILLISECONDS);
  await server.close();
  clearInterval(closing);
}

function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const onSignal = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), SHUTDOWN_MILLISECONDS).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

function handleFailures(logger: Logger, flush: () => void): void {
  process.on("uncaughtException", (error) => {
    logger.fatal(describeFailure(error), "ended by a programming error");
    flush();
    process.exit(1);
  });
}
