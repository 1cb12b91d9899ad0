import fc from "fast-check";
import { expect, test } from "vitest";
import { newClientId, newIdentifier } from "../../src/domain/identifier.ts";
import { accessLine, accessOutcome } from "../../src/http/access-log.ts";
import { deny } from "../../src/oauth/denial.ts";

const FACTS = { id: "abc-1", method: "POST", path: "/oauth2/token", status: 200, address: "192.0.2.1" } as const;

test("a line of the access log is one JSON object, with what is known of the request and nothing else", () => {
  const [clientId, secretId] = [newClientId(), newIdentifier("cred")];
  const read = (outcome: Parameters<typeof accessOutcome>[0]): unknown =>
    JSON.parse(accessLine({ ...FACTS, startedAt: performance.now(), outcome: accessOutcome(outcome) }));
  const common = {
    level: "info",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    request: "abc-1",
    method: "POST",
    path: "/oauth2/token",
    status: 200,
    milliseconds: expect.closeTo(0, -3),
    address: "192.0.2.1",
    msg: "request",
  };
  expect(read(undefined)).toEqual(common);
  expect(read({ clientId, secretId })).toEqual({ ...common, client: clientId, secret: secretId });
  expect(read(deny("no_credentials"))).toEqual({ ...common, reason: "no_credentials" });
});

test("whatever a method or an address holds, it stays within its member of the line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (method, address) => {
      const line = accessLine({ ...FACTS, method, address, startedAt: performance.now(), outcome: undefined });
      expect(line).not.toContain("\n");
      expect(JSON.parse(line)).toMatchObject({ method, address });
    }),
  );
});
