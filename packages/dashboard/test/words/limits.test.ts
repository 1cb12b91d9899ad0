import * as limits from "@celitech-auth/contract/limits";
import { expect, it } from "vitest";
import { LIVE_SECRETS_MAX } from "../../../server/src/domain/client-secret.ts";
import { SESSION_IDLE_MILLISECONDS, SESSION_MILLISECONDS_MAX } from "../../../server/src/domain/people/session.ts";
import { AUDIENCE_CHARACTERS_MAX, TOKEN_LIFETIME_SECONDS_MAX } from "../../../server/src/domain/resource.ts";
import { EXPIRES_SOON_MILLISECONDS, IDLE_MILLISECONDS } from "../../../server/src/domain/security-finding.ts";
import { KEY_SET_MAX_AGE_SECONDS, PUBLISH_WINDOW_MILLISECONDS } from "../../../server/src/domain/signing-key.ts";

const DAY_MILLISECONDS = 86_400_000;

// The server's domain imports no package, so these stand in both.
it.each([
  ["live secrets of a client", limits.LIVE_SECRETS_MAX, LIVE_SECRETS_MAX],
  ["the length of an audience", limits.AUDIENCE_CHARACTERS_MAX, AUDIENCE_CHARACTERS_MAX],
  ["the life of a token", limits.TOKEN_LIFETIME_SECONDS_MAX, TOKEN_LIFETIME_SECONDS_MAX],
  ["the warning before an end", limits.EXPIRES_SOON_DAYS * DAY_MILLISECONDS, EXPIRES_SOON_MILLISECONDS],
  ["a client without use", limits.IDLE_DAYS * DAY_MILLISECONDS, IDLE_MILLISECONDS],
  ["the age of a key set", limits.KEY_SET_MAX_AGE_SECONDS, KEY_SET_MAX_AGE_SECONDS],
  ["a key that is published", limits.PUBLISH_WINDOW_SECONDS * 1_000, PUBLISH_WINDOW_MILLISECONDS],
  ["a session without use", limits.SESSION_IDLE_SECONDS * 1_000, SESSION_IDLE_MILLISECONDS],
  ["a session", limits.SESSION_SECONDS_MAX * 1_000, SESSION_MILLISECONDS_MAX],
])("what pages say of %s is what the service does", (_, said, done) => expect(said).toBe(done));
