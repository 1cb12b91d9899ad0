import { describe, expect, test } from "vitest";
import { AttemptLimiter } from "../../src/domain/attempt-limiter.ts";
import { expectError, expectToken } from "../support/expect-answer.ts";
import { AWKWARD_SECRET, PLAIN_SECRET } from "../support/fixtures.ts";
import { header, json, type RawAnswer } from "../support/raw-http.ts";
import { useServers } from "../support/running-server.ts";
import { STORES, type Store } from "../support/stores.ts";

const PER_CLIENT_ADDRESS = 5;
const PER_ADDRESS = 20;
const servers = useServers({
  environment: {
    TRUSTED_PROXIES: "127.0.0.1,10.0.0.0/8",
    FAILURES_PER_CLIENT_ADDRESS_PER_MINUTE: String(PER_CLIENT_ADDRESS),
    FAILURES_PER_ADDRESS_PER_MINUTE: String(PER_ADDRESS),
  },
});

/** A request as the proxy of this machine passes it on for an address. */
const sendFrom = (store: Store, forwardedFor: string, id: string, secret: string): Promise<RawAnswer> =>
  servers.on(store).request({ basic: [id, secret], headers: [`X-Forwarded-For: ${forwardedFor}`] });

async function fail(store: Store, forwardedFor: string, id: string, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1)
    expectError(await sendFrom(store, forwardedFor, id, "wrong"), 401, "invalid_client");
}

function expectThrottled(answer: RawAnswer): number {
  expectError(answer, 429, "temporarily_unavailable");
  expect(header(answer, "retry-after")).toMatch(/^[1-9]\d*$/);
  return Number(header(answer, "retry-after"));
}

describe.each(STORES)("T03, D15: failed attempts on %s", (store) => {
  test("D15: too many for one client from one address get 429 with Retry-After, right or wrong, and cost nothing", async () => {
    await fail(store, "192.0.2.1", "c2", PER_CLIENT_ADDRESS);
    const { hasher } = servers.on(store).service.tokenEndpoint;
    const before = hasher.hashesMade;
    expectThrottled(await sendFrom(store, "192.0.2.1", "c2", "wrong"));
    expectThrottled(await sendFrom(store, "192.0.2.1", "c2", AWKWARD_SECRET));
    expect(hasher.hashesMade).toBe(before);
  });

  test("D15: after Retry-After the next attempt is looked at", async () => {
    await fail(store, "192.0.2.2", "c2", PER_CLIENT_ADDRESS);
    const seconds = expectThrottled(await sendFrom(store, "192.0.2.2", "c2", AWKWARD_SECRET));
    expect(seconds).toBeLessThanOrEqual(60);
    servers.on(store).clock.advanceSeconds(seconds);
    expectToken(await sendFrom(store, "192.0.2.2", "c2", AWKWARD_SECRET));
    expectError(await sendFrom(store, "192.0.2.2", "c2", "wrong"), 401, "invalid_client");
    expectThrottled(await sendFrom(store, "192.0.2.2", "c2", "wrong"));
  });

  test("T03: another client from the same address is not throttled by that", async () => {
    await fail(store, "192.0.2.3", "c2", PER_CLIENT_ADDRESS);
    expectToken(await sendFrom(store, "192.0.2.3", "claims", PLAIN_SECRET));
  });

  test("T03: too many from one address are throttled, whichever clients and ids", async () => {
    for (let index = 0; index < PER_ADDRESS; index += 1) await fail(store, "192.0.2.4", `made-up-${index}`, 1);
    expectThrottled(await sendFrom(store, "192.0.2.4", "another", "wrong"));
    expectThrottled(await sendFrom(store, "192.0.2.4", "c2", AWKWARD_SECRET));
    expectThrottled(await sendFrom(store, "192.0.2.4", "no such id", "wrong"));
  });

  test("T03: successes are never counted", async () => {
    for (let count = 0; count < 3 * PER_ADDRESS; count += 1)
      expectToken(await sendFrom(store, "192.0.2.5", "c2", AWKWARD_SECRET));
  });

  test("T03: what a client with the right secret does wrong is no failed attempt", async () => {
    const { request } = servers.on(store);
    const headers = ["X-Forwarded-For: 192.0.2.6"];
    for (let count = 0; count < 2 * PER_CLIENT_ADDRESS; count += 1) {
      const answer = await request({ basic: ["c2", AWKWARD_SECRET], headers, form: "grant_type=x" });
      expectError(answer, 400, "unsupported_grant_type");
    }
    expectToken(await sendFrom(store, "192.0.2.6", "c2", AWKWARD_SECRET));
  });
});

describe.each(STORES)("T04: an attack by strangers on %s", (store) => {
  test("T04: failures from elsewhere never block a client, however many", async () => {
    for (let host = 1; host <= 30; host += 1) await fail(store, `198.51.100.${host}`, "c2", PER_CLIENT_ADDRESS);
    expectThrottled(await sendFrom(store, "198.51.100.1", "c2", AWKWARD_SECRET));
    expectToken(await sendFrom(store, "203.0.113.1", "c2", AWKWARD_SECRET));
  });
});

describe.each(STORES)("T03: IPv6 on %s", (store) => {
  test("T03: all addresses of one /64 count as one", async () => {
    for (let host = 1; host <= PER_CLIENT_ADDRESS; host += 1) await fail(store, `2001:db8:1:2::${host}`, "c2", 1);
    expectThrottled(await sendFrom(store, "2001:db8:1:2:ffff:ffff:ffff:ffff", "c2", AWKWARD_SECRET));
    expectThrottled(await sendFrom(store, "2001:0DB8:0001:0002:0:0:0:1", "c2", AWKWARD_SECRET));
    expectToken(await sendFrom(store, "2001:db8:1:3::1", "c2", AWKWARD_SECRET));
  });

  test("T03: an IPv4 address inside IPv6 is that IPv4 address", async () => {
    await fail(store, "::ffff:192.0.2.7", "c2", PER_CLIENT_ADDRESS);
    expectThrottled(await sendFrom(store, "192.0.2.7", "c2", AWKWARD_SECRET));
    expectToken(await sendFrom(store, "::ffff:192.0.2.8", "c2", AWKWARD_SECRET));
  });
});

describe.each(STORES)("T08: forwarding headers on %s", (store) => {
  test("T08: of a chain, the last address that is no trusted proxy's counts", async () => {
    await fail(store, "192.0.2.250, 192.0.2.10, 10.1.2.3", "c2", PER_CLIENT_ADDRESS);
    expectThrottled(await sendFrom(store, "192.0.2.251, 192.0.2.10", "c2", AWKWARD_SECRET));
    expectToken(await sendFrom(store, "192.0.2.250", "c2", AWKWARD_SECRET));
  });

  test.each(["not an address", "192.0.2.1:8080", "canary", "::1%eth0, <b>", ""])(
    "T08: %j is no address, and counts and is logged as the connection's",
    async (text) => {
      const { log } = servers.on(store);
      const start = log.lines.length;
      expectToken(await sendFrom(store, text, "c2", AWKWARD_SECRET));
      const line = JSON.parse(log.lines.slice(start).join("")) as Record<string, unknown>;
      expect(line["address"]).toBe("127.0.0.1");
    },
  );
});

const distrustful = useServers({
  environment: { TRUSTED_PROXIES: "10.0.0.0/8", FAILURES_PER_CLIENT_ADDRESS_PER_MINUTE: String(PER_CLIENT_ADDRESS) },
});

describe.each(STORES)("T08: a caller that is no trusted proxy on %s", (store) => {
  test("T08: X-Forwarded-For and its like are not believed", async () => {
    const { request } = distrustful.on(store);
    const forged = (index: number) => {
      const address = `192.0.2.${index}`;
      return [`X-Forwarded-For: ${address}`, `X-Real-IP: ${address}`, `Forwarded: for=${address}`];
    };
    for (let index = 1; index <= PER_CLIENT_ADDRESS; index += 1)
      expectError(await request({ basic: ["c2", "wrong"], headers: forged(index) }), 401, "invalid_client");
    expectThrottled(await request({ basic: ["c2", AWKWARD_SECRET], headers: forged(99) }));
  });

  test("T08: the issuer and the addresses of the metadata never come from the request", async () => {
    const { request, get } = distrustful.on(store);
    const headers = ["X-Forwarded-Host: evil.example", "X-Forwarded-Proto: http", "Forwarded: host=evil.example"];
    const claims = expectToken(await request({ basic: ["claims", PLAIN_SECRET], headers }));
    expect(claims.iss).toBe("https://auth.example");
    const metadata = await get("/.well-known/oauth-authorization-server", "Host: evil.example", ...headers);
    expect(JSON.stringify(json(metadata))).not.toContain("evil");
  });
});

describe("T03: memory", () => {
  test("T03: what is remembered of strangers is bounded, and the newest of it is kept", () => {
    const limiter = new AttemptLimiter({ failuresPerAddressPerMinute: 1, failuresPerClientAddressPerMinute: 1 });
    for (let index = 0; index < 150_000; index += 1) limiter.recordFailure(`2001:db8:${index}::/64`, `id-${index}`, 0);
    expect(limiter.size).toBe(100_000);
    expect(limiter.retryAfterSeconds("2001:db8:149999::/64", "id-149999", 1)).toBe(60);
    expect(limiter.retryAfterSeconds("2001:db8:0::/64", "id-0", 1)).toBe(0);
  });
});
