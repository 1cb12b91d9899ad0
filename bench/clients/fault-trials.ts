import { inspect } from "node:util";
import { FaultServer } from "../../packages/client/test/fault-server.ts";
import type { ClientLibrary, MeasuredClient } from "./measured-client.ts";
import { passTime, realMilliseconds, setWallClock } from "./shifted-time.ts";

interface Trial {
  readonly title: string;
  /** True: it says nothing of a client whose requests go out through a transport of ours. */
  readonly isAboutTransport?: boolean;
  /** Says in a few words what the client did. */
  run(client: MeasuredClient, server: FaultServer): Promise<string>;
}

const clientSecret = "celitech_secret_comparison";
const patienceMs = 12_000;

/** The same faults for every client, on real sockets. */
export const trials: readonly Trial[] = [
  {
    title: "100 cold calls → token requests",
    run: async (client, server) => {
      await Promise.all(Array.from({ length: 100 }, () => client.getToken()));
      return String(server.requests.length);
    },
  },
  {
    title: "endpoint answers 503, token has 90 s left",
    run: async (client, server) => {
      const first = await client.getToken();
      server.always = { kind: "json", status: 503, body: {} };
      passTime(3_510_000);
      return outcome(client, (token) => (token === first ? "serves" : `\`${JSON.stringify(token)}\``), "fails");
    },
  },
  {
    title: "call 50 s before expiry, endpoint takes 2 s",
    run: async (client, server) => {
      await client.getToken();
      passTime(3_550_000);
      const release = server.hold();
      setTimeout(release, 2_000);
      const start = realMilliseconds();
      await client.getToken();
      return realMilliseconds() - start > 1_500 ? "waits 2 s" : "does not wait";
    },
  },
  {
    title: "one 503, then 200",
    run: async (client, server) => {
      server.faults.push({ kind: "json", status: 503, body: {} });
      return outcome(client, () => "ok", "error");
    },
  },
  {
    title: "endpoint never answers: gives up after",
    isAboutTransport: true,
    run: async (client, server) => {
      server.always = { kind: "hang" };
      const start = realMilliseconds();
      const givenUp = outcome(client, () => "a token?", "gave up");
      const waited = new Promise<string>((resolve) => setTimeout(resolve, patienceMs, "over 12 s"));
      const result = await Promise.race([givenUp, waited]);
      return result === "gave up" ? `${Math.round((realMilliseconds() - start) / 1_000)} s` : result;
    },
  },
  {
    title: "the answer is `200 {}`",
    run: async (client, server) => {
      server.always = { kind: "json", body: {} };
      return outcome(client, (token) => `\`${JSON.stringify(token)}\``, "error");
    },
  },
  {
    title: "redirect (307): is the secret sent on?",
    isAboutTransport: true,
    run: async (client, server) => {
      const other = await new FaultServer().listen();
      server.always = { kind: "redirect", status: 307, location: other.url };
      await outcome(client, () => "", "");
      const isSentOn = other.requests.some((request) => carriesSecret(JSON.stringify([request.headers, request.body])));
      await other.stop();
      return isSentOn ? "yes" : "no";
    },
  },
  {
    title: "`invalid_client`: requests for 100 calls in a row",
    run: async (client, server) => {
      server.always = { kind: "json", status: 401, body: { error: "invalid_client" } };
      for (let calls = 0; calls < 100; calls++) await outcome(client, () => "", "");
      return String(server.requests.length);
    },
  },
  {
    title: "secret visible when the client is printed",
    run: async (client) => {
      await client.getToken();
      return carriesSecret(inspect(client.held, { depth: 10 }) + stringify(client.held)) ? "yes" : "no";
    },
  },
  {
    title: "wall clock set back 2 h: expired token served",
    run: async (client) => {
      const first = await client.getToken();
      setWallClock(-7_200_000);
      passTime(3_700_000);
      return (await client.getToken()) === first ? "yes" : "no";
    },
  },
];

export async function runTrial(library: ClientLibrary, trial: Trial): Promise<string> {
  if (library.hasForeignTransport && trial.isAboutTransport) return "not measured";
  const server = await new FaultServer().listen();
  try {
    const client = await library.make({ tokenUrl: server.url, clientId: "celitech_client_comparison", clientSecret });
    return await trial.run(client, server);
  } catch (error) {
    return `error: ${error instanceof Error ? error.name : error}`;
  } finally {
    await server.stop();
  }
}

async function outcome(client: MeasuredClient, onToken: (token: unknown) => string, onError: string): Promise<string> {
  return client.getToken().then(onToken, () => onError);
}

function carriesSecret(text: string): boolean {
  const basic = Buffer.from(`celitech_client_comparison:${clientSecret}`).toString("base64");
  return text.includes(clientSecret) || text.includes(basic);
}

function stringify(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "";
  }
}
