import { afterEach, describe, expect, test, vi } from "vitest";
import { targetUrl } from "../../src/sign-in/target-url.ts";

const origin = "https://auth.example";
const targetOf = (to: string) => {
  vi.stubGlobal("location", { origin, search: `?${new URLSearchParams({ to })}` });
  return targetUrl("/otherwise");
};
afterEach(() => void vi.unstubAllGlobals());

describe("the address after signing in", () => {
  test.each(["/", "/clients", "/clients?search=a%26b&status=active", "/clients/x#secrets", "/a//b", "/@evil.example"])(
    "is a page of this dashboard: %s",
    (to) => expect(targetOf(to)).toBe(origin + to),
  );

  test.each([
    "",
    "clients",
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "/\t/evil.example/",
    "/\n\\evil.example/",
    "\\\\evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "//",
    "/\\",
  ])("is never another site: %j", (to) => expect(targetOf(to)).toBe(`${origin}/otherwise`));

  test.each(["/.//evil.example/", "/x/..//evil.example/", "/%2e//evil.example"])(
    "is absolute, so that no part of it can become a host: %s",
    (to) => expect(new URL(targetOf(to), "https://elsewhere.example").origin).toBe(origin),
  );
});
