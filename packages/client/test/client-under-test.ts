import { onTestFinished } from "vitest";
import { type ClientCredentialsOptions, clientCredentials, type TokenClient, type TokenError } from "../src/index.ts";
import { ApiServer } from "./api-server.ts";
import { FaultServer } from "./fault-server.ts";
import { JumpingClock } from "./jumping-clock.ts";

export const testCredentials = { clientId: "celitech_client_test", clientSecret: "celitech_secret_test0123456789" };

export interface ClientUnderTest {
  readonly client: TokenClient;
  readonly server: FaultServer;
  readonly clock: JumpingClock;
}

/** A client on a clock that jumps, and the token server it talks to through a real socket. */
export async function startClient(options: ClientCredentialsOptions = {}): Promise<ClientUnderTest> {
  const server = await startFaultServer();
  const clock = new JumpingClock();
  const client = clientCredentials({ credentials: testCredentials, tokenUrl: server.url, clock, ...options });
  return { client, server, clock };
}

export async function startFaultServer(): Promise<FaultServer> {
  const server = await new FaultServer().listen();
  onTestFinished(() => server.stop());
  return server;
}

export async function startApi(): Promise<ApiServer> {
  const api = await new ApiServer().listen();
  onTestFinished(() => api.stop());
  return api;
}

/** The error that a call rejects with. */
export async function failureOf(call: Promise<unknown>): Promise<TokenError> {
  return call.then(
    () => {
      throw new Error("the call did not fail");
    },
    (error: TokenError) => error,
  );
}

/** Waits for something that happens by itself, on sockets or in other processes. */
export async function until(condition: () => boolean | Promise<boolean>, what: string, waitMs = 25_000): Promise<void> {
  for (const end = performance.now() + waitMs; performance.now() < end; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`this never happened: ${what}`);
}

/** Lets everything that is under way on sockets come to an end. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 30));
}
