import { describe, expect, it } from "vitest";
import { lifetimeSeconds, typeLifetime } from "../../src/apis/token-lifetime.ts";
import { auditQuery } from "../../src/audit-log/audit-filters.ts";
import { rotationStart, signedUntil, stageOf, timelinesOf } from "../../src/signing-keys/key-timeline.ts";
import { describeSeconds } from "../../src/text/describe-seconds.ts";
import { describeUserAgent } from "../../src/text/describe-user-agent.ts";
import { signingKeys } from "../fixtures/service.ts";

describe("lengths of time", () => {
  it.each([
    [3_600, "1 hour"],
    [5_400, "1 hour 30 minutes"],
    [86_400 * 2 + 61, "2 days 1 minute"],
    [1, "1 second"],
    [0, "0 seconds"],
  ])("of %i seconds are %s", (seconds, words) => expect(describeSeconds(seconds)).toBe(words));

  it.each([null, 1, 90, 900, 3_600, 86_400, 31_536_000])("of %s come back from the form as they were", (seconds) => {
    expect(lifetimeSeconds(typeLifetime(seconds))).toBe(seconds);
  });
});

describe("user agents", () => {
  it.each([
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0 Safari/537.36 Edg/153.0",
      "Edge on Windows",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 20_1 like Mac OS X) AppleWebKit/605.1.15 Version/20.1 Mobile Safari/604.1",
      "Safari on iPhone",
    ],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox on Linux"],
    ["python-requests/2.32.3", "python-requests/2.32.3"],
  ])("are told apart: %s", (text, words) => expect(describeUserAgent(text)).toBe(words));
});

describe("filters of the audit log", () => {
  it("take the days of the reader, the last one as a whole", () => {
    const { since, until } = auditQuery({ since: "2026-11-01", until: "2026-11-01" }, null);
    expect(Date.parse(String(until)) - Date.parse(String(since))).toBe(86_400_000);
  });

  it("leave out what is no day, and prefer the partner of the page to the one that is chosen everywhere", () => {
    expect(auditQuery({ since: "yesterday", organization: "org_a" }, "org_b")).toEqual({ organization_id: "org_a" });
    expect(auditQuery({}, "org_b")).toEqual({ organization_id: "org_b" });
  });
});

describe("signing keys", () => {
  it("stand in the order of their turns, the next one first", () => {
    const [ec, rsa] = timelinesOf(signingKeys);
    expect(ec?.keys.map(stageOf)).toEqual(["waiting", "active", "retired", "removed"]);
    expect(rsa?.keys.map(stageOf)).toEqual(["scheduled", "active"]);
  });

  it("signed until the next one began", () => {
    const [ec] = timelinesOf(signingKeys);
    const [, active, retired] = ec?.keys ?? [];
    if (ec === undefined || active === undefined || retired === undefined) throw new Error("three keys are expected");
    expect(signedUntil(retired, ec)).toBe(active.activates_at);
    expect(signedUntil(active, ec)).toBeUndefined();
  });

  it("sign as soon as verifiers have had the time to see them", () => {
    const [waiting] = signingKeys;
    if (waiting === undefined) throw new Error("a key is expected");
    const created = Date.parse(waiting.created_at);
    expect(rotationStart(waiting, created + 60_000)).toBe(created + 360_000);
    expect(rotationStart(waiting, created + 400_000)).toBe(created + 400_000);
  });
});
