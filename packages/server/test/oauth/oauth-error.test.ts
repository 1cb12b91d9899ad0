import fc from "fast-check";
import { expect, test } from "vitest";
import { parseClientId } from "../../src/domain/identifier.ts";
import { rawErrorResponse } from "../../src/http/error-response.ts";
import { readClientCredentials } from "../../src/oauth/client-credentials.ts";
import { deny, isDenial } from "../../src/oauth/denial.ts";
import { oauthError } from "../../src/oauth/oauth-error.ts";
import { readTokenParameters } from "../../src/oauth/token-request.ts";
import { FORM_TYPE } from "../support/token-request.ts";

/** RFC 6749 §5.2. */
const ERROR_TEXT = /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/;

test("whatever is sent, an error's code and description stay within the characters of RFC 6749 §5.2", () => {
  const anything = fc.string({ unit: "binary" });
  const request = fc.record({
    contentType: fc.option(fc.oneof(fc.constant(FORM_TYPE), anything), { nil: undefined }),
    authorization: fc.array(anything, { maxLength: 2 }),
    query: anything,
    body: fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      anything.map((text) => Buffer.from(text)),
    ),
    address: fc.ipV4(),
    userAgent: fc.option(fc.string(), { nil: undefined }),
  });
  fc.assert(
    fc.property(request, (sent) => {
      const parameters = readTokenParameters(sent);
      const denial = isDenial(parameters) ? parameters : readClientCredentials(sent, parameters);
      if (!isDenial(denial)) return;
      const { error, description } = oauthError(denial.reason);
      expect(error).toMatch(ERROR_TEXT);
      expect(description).toMatch(ERROR_TEXT);
      expect(rawErrorResponse(oauthError(denial.reason), "Error", undefined)).toMatch(/^[\x20-\x7E\r\n]+$/);
    }),
    { numRuns: 3_000 },
  );
});

test("a denial tells the caller nothing of its evidence", () => {
  const denial = deny("secret_revoked", { clientId: parseClientId("c1"), secretId: "cred_1" });
  expect(JSON.stringify(oauthError(denial.reason))).not.toMatch(/c1|cred_1|revoked/);
});
