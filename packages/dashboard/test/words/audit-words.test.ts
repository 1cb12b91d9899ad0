import type { AuditEvent } from "@celitech-auth/contract";
import { describe, expect, it } from "vitest";
import { SIGN_IN_METHODS } from "../../../server/src/domain/administration/start-session.ts";
import { AUDIT_ACTIONS } from "../../../server/src/domain/audit-event.ts";
import { SIGN_IN_DENIALS } from "../../../server/src/domain/people/denied-sign-ins.ts";
import { DENIAL_REASONS } from "../../../server/src/oauth/oauth-error.ts";
import { compareFacts } from "../../src/audit-log/compare-facts.ts";
import { DENIAL_WORDS, describeDenial } from "../../src/audit-log/describe-denial.ts";
import { METHOD_WORDS, sentenceOf } from "../../src/audit-log/describe-event.ts";
import { ACTION_GROUPS, EVENT_SENTENCES } from "../../src/audit-log/event-sentences.ts";
import { auditEvents } from "../fixtures/history.ts";

const BARE: AuditEvent = {
  id: "evt_1",
  sequence: 1,
  at: "2026-11-24T10:00:00.000Z",
  actor: { kind: "user", id: "usr_ana", name: "Ana" },
  action: "client.created",
  subject: { id: "celitech_client_1", name: "Billing" },
  organization_id: null,
  organization_name: null,
  address: null,
  user_agent: null,
  before: null,
  after: null,
  details: {},
};

describe("the sentences of the audit log", () => {
  it("tell every action that the server writes down, and no other", () => {
    expect(Object.keys(EVENT_SENTENCES).toSorted()).toEqual([...AUDIT_ACTIONS].toSorted());
  });

  it("leave out what an event does not hold", () => {
    for (const action of AUDIT_ACTIONS) {
      const sentence = sentenceOf({ ...BARE, action });
      expect(sentence).toMatch(/^Ana [a-z]/);
      expect(sentence).not.toMatch(/[[\]{}]|undefined|null|unnamed| $/);
    }
  });

  it.each([
    ["evt_09", "Jonas Lindqvist created the client Billing"],
    ["evt_08", "Admin token Terraform of the platform team changed the API Reports"],
    ["evt_07", "Ana Petrović changed the role of Leila Haddad from viewer to developer"],
    ["evt_06", "The service refused a token to Billing 12 times: wrong secret"],
    ["evt_05", "deploy (command line) created the secret …x9Qa of Top-up worker"],
    ["evt_04", "The service removed audit entries that were kept long enough"],
    ["evt_03", "Ana Petrović renamed the partner Roamly to Roamly Travel GmbH"],
  ])("read well: %s", (id, sentence) => {
    const event = auditEvents.find((one) => one.id === id) ?? BARE;
    expect(sentenceOf(event)).toBe(sentence);
  });

  it("show an action of a newer server too", () => {
    expect(sentenceOf({ ...BARE, action: "client.moved_house" })).toBe("Ana client moved house");
  });

  it("are found in one group each", () => {
    for (const action of AUDIT_ACTIONS)
      expect(ACTION_GROUPS.filter(({ prefix }) => action.startsWith(prefix))).toHaveLength(1);
    for (const { prefix } of ACTION_GROUPS)
      expect(AUDIT_ACTIONS.some((action) => action.startsWith(prefix))).toBe(true);
  });

  it("name every way to sign in, and no other", () => {
    expect(Object.keys(METHOD_WORDS).toSorted()).toEqual(SIGN_IN_METHODS.toSorted());
  });
});

describe("why something was denied", () => {
  it("has words for every reason that the server writes down, and for no other", () => {
    // Beyond so many sources in a minute, their denials are counted in one.
    const reasons = new Set<string>([...DENIAL_REASONS, ...SIGN_IN_DENIALS, "various"]);
    expect(Object.keys(DENIAL_WORDS).toSorted()).toEqual([...reasons].toSorted());
  });

  it("is said of a newer server too", () => expect(describeDenial("moon_is_full")).toBe("moon is full"));
});

describe("what an event changed", () => {
  it("is told fact by fact, the changes first", () => {
    const facts = compareFacts({
      ...BARE,
      before: { name: "A", status: "enabled", expires_at: null },
      after: { name: "A", status: "disabled", expires_at: Date.parse("2027-01-01T00:00:00Z"), scopes: ["a", "b"] },
      details: { overlapSeconds: 3600, name: "not again" },
    });
    expect(facts).toEqual([
      { name: "status", kind: "changed", before: "enabled", after: "disabled" },
      { name: "expires at", kind: "changed", before: "—", after: "2027-01-01T00:00:00.000Z" },
      { name: "scopes", kind: "added", before: undefined, after: "a, b" },
      { name: "name", kind: "same", before: "A", after: "A" },
      { name: "overlap seconds", kind: "noted", before: undefined, after: "3600" },
    ]);
  });
});
