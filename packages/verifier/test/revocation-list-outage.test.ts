import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runnableProgram } from "../../../test/bundle-program.ts";
import { codeOf, FakeIssuer } from "./fakes/fake-issuer.ts";
import { ManualClock } from "./fakes/manual-clock.ts";

const LIST_EVENTS = /^revocation-list-(unavailable|too-old|recovered)$/;

async function startWithList() {
  const issuer = await FakeIssuer.start();
  issuer.publishList();
  const clock = new ManualClock();
  issuer.list.nowSeconds = () => clock.seconds;
  const token = () => issuer.token({ iat: clock.seconds, exp: clock.seconds + 3600 });
  return { issuer, clock, token };
}

test("V54: a list that cannot be had is used for the configured time, then tokens get 503; events say when", async () => {
  const { issuer, clock, token } = await startWithList();
  const verifier = issuer.verifier({ clock, revocationList: { maximumAgeSeconds: 60 } });
  await verifier.verify(token());
  issuer.list.override = (response) => void response.writeHead(500).end();
  clock.advanceSeconds(59);
  await verifier.verify(token());
  clock.advanceSeconds(1);
  const error = await verifier.verify(token()).catch((refusal: unknown) => refusal);
  expect(error).toMatchObject({ code: "revocation_list_unavailable", status: 503, retryAfterSeconds: 1 });
  issuer.list.override = undefined;
  clock.advanceSeconds(1);
  await verifier.verify(token());
  const events = verifier.events.filter(({ type }) => LIST_EVENTS.test(type));
  expect(events.map(({ type }) => type)).toEqual([
    "revocation-list-unavailable",
    "revocation-list-too-old",
    "revocation-list-recovered",
  ]);
});

test("V54: with the other choice tokens go on being accepted, revoked ones that are known excepted; the same events", async () => {
  const { issuer, clock, token } = await startWithList();
  issuer.list.revoke({ kind: "token", tokenId: "one" });
  const verifier = issuer.verifier({ clock, revocationList: { maximumAgeSeconds: 60, whenUnavailable: "accept" } });
  await verifier.verify(token());
  issuer.list.override = (response) => void response.destroy();
  clock.advanceSeconds(600);
  await verifier.verify(token());
  const known = issuer.token({ jti: "one", iat: clock.seconds, exp: clock.seconds + 3600 });
  expect(await codeOf(verifier.verify(known))).toBe("token_revoked");
  expect(verifier.events).toContainEqual(
    expect.objectContaining({ type: "revocation-list-too-old", whenUnavailable: "accept" }),
  );
});

test.each([
  ["refuse", "revocation_list_unavailable"],
  ["accept", "accepted"],
] as const)("V54: a verifier that never had the list does what was chosen: %s", async (whenUnavailable, outcome) => {
  const { issuer, token } = await startWithList();
  issuer.list.override = (response) => void response.writeHead(503).end();
  const verifier = issuer.verifier({ revocationList: { whenUnavailable } });
  expect(await codeOf(verifier.verify(token()))).toBe(outcome);
  expect(verifier.events.map(({ type }) => type)).toContain("revocation-list-too-old");
});

test("V54: during an outage of the list many calls share few requests", async () => {
  const { issuer, clock, token } = await startWithList();
  issuer.list.override = (response) => void response.writeHead(500).end();
  const verifier = issuer.verifier({ clock });
  for (let round = 0; round < 5; round += 1)
    await Promise.all(Array.from({ length: 50 }, () => codeOf(verifier.verify(token()))));
  expect(issuer.list.headRequests.length).toBeLessThanOrEqual(2);
});

test("a token that comes after a pause waits for a fresh list, so that nothing revoked meanwhile is accepted", async () => {
  const { issuer, clock } = await startWithList();
  const verifier = issuer.verifier({ clock });
  const token = issuer.token({ jti: "one" });
  await verifier.verify(token);
  for (const seconds of [3, 100, 600]) {
    clock.advanceSeconds(seconds);
    await verifier.verify(token);
  }
  issuer.list.revoke({ kind: "token", tokenId: "one" });
  clock.advanceSeconds(3);
  expect(await codeOf(verifier.verify(token))).toBe("token_revoked");
});

test("a process that slept does not trust the list it fell asleep with, though its steady clock stood still", async () => {
  const { issuer, clock } = await startWithList();
  const verifier = issuer.verifier({ clock });
  const token = issuer.token({ jti: "one" });
  await verifier.verify(token);
  issuer.list.revoke({ kind: "token", tokenId: "one" });
  clock.wall += 3000;
  expect(await codeOf(verifier.verify(token))).toBe("token_revoked");
});

test("a list that was asked for before the process slept does not decide about tokens after it: it is asked for again", async () => {
  const { issuer, clock, token } = await startWithList();
  const verifier = issuer.verifier({ clock, revocationList: { pollMilliseconds: 10 } });
  await verifier.verify(token());
  const held = new Promise<() => void>((resolve) => {
    issuer.list.override = (response, request) =>
      resolve(() => {
        issuer.list.override = undefined;
        issuer.list.answer(request, response);
      });
  });
  const release = await held;
  clock.wall += 400_000;
  const calls = [verifier.verify(token()), verifier.verify(token())];
  const { polls } = verifier.stats().revocationList;
  release();
  await Promise.all(calls);
  expect(verifier.stats().revocationList.polls).toBeGreaterThan(polls);
});

test("the list is polled while tokens are verified, without a token having to ask, and not once they stop coming", async () => {
  const { issuer, clock, token } = await startWithList();
  const verifier = issuer.verifier({ clock, revocationList: { pollMilliseconds: 10 } });
  const isPolling = () => verifier.stats().revocationList.isPolling;
  await verifier.verify(token());
  await expect.poll(() => issuer.list.headRequests.length).toBeGreaterThanOrEqual(5);
  clock.advanceSeconds(59);
  await expect.poll(() => issuer.list.headRequests.length).toBeGreaterThanOrEqual(10);
  clock.advanceSeconds(2);
  await expect.poll(isPolling).toBe(false);
  const { polls } = verifier.stats().revocationList;
  await verifier.verify(token());
  expect(verifier.stats().revocationList.polls).toBe(polls + 1);
  expect(isPolling()).toBe(true);
  verifier.close();
  expect(isPolling()).toBe(false);
});

test("neither key set nor list keep a process alive that has nothing else to do", async () => {
  const { issuer, token } = await startWithList();
  const program = await runnableProgram(join(import.meta.dirname, "fakes/one-verification-process.ts"));
  const child = fork(program, [issuer.url, token()], {
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [exitCode] = await once(child, "exit");
  expect(exitCode).toBe(0);
  expect(issuer.list.headRequests.length).toBeGreaterThanOrEqual(1);
});
