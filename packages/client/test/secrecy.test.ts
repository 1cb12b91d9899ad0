import diagnostics_channel from "node:diagnostics_channel";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { clientCredentials, environmentCredentials, TokenError } from "../src/index.ts";
import { startApi, startClient } from "./client-under-test.ts";
import type { Fault } from "./fault-server.ts";

const credentials = { clientId: "the-id", clientSecret: "s3cr3t+/: é" };
const encodedSecret = "s3cr3t%2B%2F%3A+%C3%A9";
const words = [
  credentials.clientSecret,
  encodedSecret,
  encodeURIComponent(credentials.clientSecret),
  Buffer.from(`the-id:${credentials.clientSecret}`).toString("base64"),
  Buffer.from(`the-id:${encodedSecret}`).toString("base64"),
  "token-1-",
];

/** Every text that printing, logging or cloning a value makes of it. */
function textsOf(value: unknown): string {
  const texts = [inspect(value, { depth: 10 }), inspect(value, { depth: 10, showHidden: true }), String(value)];
  texts.push(JSON.stringify(value) ?? "", JSON.stringify({ ...(value as object) }));
  try {
    texts.push(inspect(structuredClone(value), { depth: 10, showHidden: true }));
  } catch (error) {
    texts.push(String(error));
  }
  if (value instanceof Error) texts.push(value.stack ?? "", textsOf(value.cause));
  return texts.join("\n");
}

function expectNoSecret(text: string): void {
  for (const word of words) expect(text).not.toContain(word);
}

test("C61: a printed, serialized or cloned client shows neither secret nor token", async () => {
  const { client } = await startClient({ credentials });
  const token = await client.getToken();
  const view = client.for({ scope: "read" });
  for (const value of [client, view, [client], { client }]) expectNoSecret(textsOf(value));
  expectNoSecret(textsOf(client.stats()));
  expect(token.accessToken).toBe("token-1-");
});

test("C61: a printed, serialized or cloned token shows [redacted] in its place", async () => {
  const { client } = await startClient({ credentials });
  const token = await client.getToken();
  expectNoSecret(textsOf(token));
  expect(inspect(token)).toContain("[redacted]");
  expect(JSON.parse(JSON.stringify(token))).toMatchObject({ accessToken: "[redacted]", tokenType: "Bearer" });
});

test("C61: printed credentials of our own sources show no secret", async () => {
  const source = environmentCredentials({
    CELITECH_CLIENT_ID: "the-id",
    CELITECH_CLIENT_SECRET: credentials.clientSecret,
  });
  const read = await source({ fresh: false, signal: new AbortController().signal });
  expectNoSecret(textsOf(read));
  expectNoSecret(textsOf(source));
  expect(read.clientSecret).toBe(credentials.clientSecret);
});

const echo = words.join(" ");
const faults: Fault[] = [
  { kind: "json", status: 400, body: { error: "invalid_client", error_description: echo } },
  { kind: "json", status: 400, body: { error: echo } },
  { kind: "text", status: 200, contentType: `text/plain; x="${encodedSecret}"`, text: echo },
  { kind: "json", body: { access_token: `${echo}\n`, token_type: "Bearer" } },
  { kind: "json", body: { access_token: "x", token_type: encodedSecret } },
  { kind: "json", status: 503, body: { error: echo } },
  { kind: "redirect", status: 302, location: "/?s3cr3t" },
];

test.each(faults)("C61: the error for %j holds no secret, even where the server repeats it", async (fault) => {
  const { client, server } = await startClient({ credentials });
  server.always = fault;
  const error = await client.getToken().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TokenError);
  expectNoSecret(textsOf(error).replaceAll("token-1-", ""));
});

test("C61: the cause of an error does not carry the request, even where the HTTP client's error does", async () => {
  const { client } = await startClient({
    credentials,
    fetch: async (_input, init) => {
      const cause = Object.assign(new Error(`ECONNRESET ${words[3]}`), { code: "ECONNRESET", config: init });
      throw Object.assign(new TypeError(`failed for ${words[0]}`, { cause }), { request: init });
    },
  });
  const error = await client.getToken().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "token_endpoint_unreachable", cause: { name: "TypeError", code: "ECONNRESET" } });
  expectNoSecret(textsOf(error));
});

test("C61: no event carries a secret or a token", async () => {
  const messages: unknown[] = [];
  const names = [
    "request:start",
    "request:end",
    "request:error",
    "cache:hit",
    "cache:miss",
    "cache:stale",
    "invalidate",
  ];
  names.push("background:fail", "credentials:changed", "credentials:error", "store:error", "warning");
  for (const name of names) {
    const note = (message: unknown) => messages.push(message);
    diagnostics_channel.subscribe(`celitech-auth:${name}`, note);
    onTestFinished(() => void diagnostics_channel.unsubscribe(`celitech-auth:${name}`, note));
  }
  const api = await startApi();
  const { client, server, clock } = await startClient({ credentials, origins: [api.origin] });
  await client.fetch(api.origin);
  await client.getToken();
  clock.advance(6_000);
  client.invalidate((await client.getToken()).accessToken);
  server.always = { kind: "json", status: 400, body: { error: "invalid_client", error_description: echo } };
  await client.getToken().catch(() => {});
  expect(messages.length).toBeGreaterThan(5);
  expectNoSecret(textsOf(messages));
});

afterEach(() => vi.unstubAllGlobals());

test("C62: in a browser the client throws and explains, unless dangerouslyAllowBrowser is set", async () => {
  vi.stubGlobal("window", {});
  vi.stubGlobal("document", {});
  const make = () => clientCredentials({ credentials });
  expect(make).toThrowError(expect.objectContaining({ code: "browser_refused" }));
  expect(make).toThrow(/on your server/);
  expect(() => clientCredentials({ credentials, dangerouslyAllowBrowser: true })).not.toThrow();
});

test("C62: what the browser condition leads to throws when it is imported, and explains", async () => {
  await expect(import("../src/browser.ts")).rejects.toThrow(/for servers/);
});

test("C62: what the browser condition leads to has every name of the package, so that bundlers get as far as the explanation", async () => {
  const source = await readFile(join(import.meta.dirname, "../src/browser.ts"), "utf8");
  for (const name of Object.keys(await import("../src/index.ts"))) expect(source).toContain(`export const ${name} `);
});
