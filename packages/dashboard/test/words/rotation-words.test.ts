import { describe, expect, test } from "vitest";
import { describeOverlap, describeUse, takeoverOf } from "../../src/clients/rotation-text.ts";
import { liveSecrets, nextExpiry } from "../../src/clients/secret-state.ts";
import { expiryTone } from "../../src/time/expiry-tone.ts";
import { exampleClient, exampleSecret } from "../support/example-answers.ts";

const now = new Date("2026-11-24T12:00:00Z");
const at = (text: string) => `2026-11-${text}:00Z`;
const old = exampleSecret({ hint: "a1B2", last_used_at: at("24T11:58"), last_used_from: "1.2.3.4" });

describe("a rotation says", () => {
  test.each([
    [86_400, "The secret …a1B2 goes on for 24 hours and ends at 2026-11-25 12:00 UTC. The new one works at once."],
    [3_600, "The secret …a1B2 goes on for 1 hour and ends at 2026-11-24 13:00 UTC. The new one works at once."],
    [0, "The secret …a1B2 ends the moment the new one exists; whatever still uses it is refused."],
  ])("which secret ends when, for an overlap of %i seconds", (seconds, text) => {
    expect(describeOverlap(old, seconds, now)).toBe(text);
  });

  test("that a secret with an end of its own does not outlive it", () => {
    const ending = { ...old, label: "Frankfurt", expires_at: at("26T08:30") };
    expect(describeOverlap(ending, 604_800, now)).toBe(
      "The secret Frankfurt (…a1B2) ends at 2026-11-26 08:30 UTC, when it expires anyway. The new one works at once.",
    );
  });

  test("when and from where a secret was used", () => {
    expect(describeUse(old, now)).toBe("was last used 2 minutes ago from 1.2.3.4");
    expect(describeUse({ ...old, last_used_at: null }, now)).toBe("has not been used yet");
  });
});

describe("the old secret of a rotation", () => {
  const unused = exampleSecret({ first_used_at: null, last_used_at: null });
  const used = exampleSecret({ first_used_at: at("24T11:00"), last_used_at: at("24T11:59") });

  test("waits for the new one to be used at all", () => expect(takeoverOf(old, unused, now)).toBe("waiting"));
  test("is in use while anything used it lately", () => expect(takeoverOf(old, used, now)).toBe("shared"));
  test("has gone quiet when only the new one was used for ten minutes", () => {
    expect(takeoverOf({ ...old, last_used_at: at("24T11:49") }, used, now)).toBe("quiet");
    expect(takeoverOf({ ...old, last_used_at: at("24T11:51") }, used, now)).toBe("shared");
  });
  test("has gone quiet when it never was used", () => {
    expect(takeoverOf({ ...old, last_used_at: null }, used, now)).toBe("quiet");
  });
});

describe("the end of a secret", () => {
  test.each([
    [null, "never"],
    [at("24T12:00"), "past"],
    ["2026-12-08T12:00:00Z", "soon"],
    ["2026-12-08T12:00:01Z", "far"],
  ] as const)("at %s is %s", (expiresAt, tone) => expect(expiryTone(expiresAt, now)).toBe(tone));

  test("in a list is the first of those that live", () => {
    const client = exampleClient({
      secrets: [
        exampleSecret({ id: "never" }),
        exampleSecret({ id: "later", state: "ending", expires_at: at("27T00:00") }),
        exampleSecret({ id: "dead", state: "expired", expires_at: at("01T00:00") }),
      ],
    });
    expect(nextExpiry(client)).toBe(at("27T00:00"));
    expect(liveSecrets(client).map(({ id }) => id)).toEqual(["never", "later"]);
  });
});
