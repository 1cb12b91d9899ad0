import { decodeJwt, type JWTPayload } from "jose";
import { expect } from "vitest";
import { header, json, type RawAnswer } from "./raw-http.ts";

/** RFC 6749 §5.2. */
const DESCRIPTION = /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/;

/** The answer is that error, and within all that the specification says of every error. */
export function expectError(answer: RawAnswer, status: number, error: string): void {
  expect({ status: answer.status, body: answer.body }).toEqual({
    status,
    body: expect.stringContaining(`"error":"${error}"`),
  });
  expectOAuthHeaders(answer);
  const body = json(answer);
  expect(Object.keys(body).filter((name) => !["error", "error_description", "error_uri"].includes(name))).toEqual([]);
  expect(body["error_description"]).toMatch(DESCRIPTION);
  const challenge = header(answer, "www-authenticate");
  if (status === 401) expect(challenge).toMatch(/^Basic realm="[^"]+", charset="UTF-8"$/);
  else expect(challenge).toBeUndefined();
}

/** The answer is a token; returns its claims, unverified. */
export function expectToken(answer: RawAnswer): JWTPayload {
  expect({ status: answer.status, body: answer.body }).toEqual({
    status: 200,
    body: expect.stringContaining('"access_token"'),
  });
  expectOAuthHeaders(answer);
  const { access_token } = json(answer);
  return decodeJwt(String(access_token));
}

/** What stands on every answer of an OAuth endpoint (E2, E15). */
export function expectOAuthHeaders(answer: RawAnswer): void {
  expect(header(answer, "content-type")).toBe("application/json; charset=utf-8");
  expect(header(answer, "cache-control")).toBe("no-store");
  expect(header(answer, "pragma")).toBe("no-cache");
  expect(header(answer, "x-content-type-options")).toBe("nosniff");
  expect(header(answer, "strict-transport-security")).toMatch(/^max-age=\d{8}/);
  expect(header(answer, "set-cookie")).toBeUndefined();
  expect(header(answer, "location")).toBeUndefined();
}
