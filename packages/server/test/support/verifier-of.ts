import { type AccessTokenVerifier, accessTokenVerifier, VerifierError } from "@celitech-auth/verifier";
import { onTestFinished } from "vitest";
import { API } from "./fixtures.ts";
import { ISSUER, type RunningServer } from "./running-server.ts";

export interface FollowingVerifier extends AccessTokenVerifier {
  /** The code of the refusal, or `"accepted"`. */
  judge(token: string): Promise<string>;
  /** Of its events, the types. */
  readonly events: readonly string[];
}

const POLL_MILLISECONDS = 50;

/** The verifier as an API uses it, with the server as its issuer, over HTTP. It lives by the server's clock. */
export function verifierOf(
  server: RunningServer,
  overrides: { readonly maximumAgeSeconds?: number } = {},
): FollowingVerifier {
  const events: string[] = [];
  const verifier = accessTokenVerifier({
    issuer: ISSUER,
    audience: API,
    revocationList: { pollMilliseconds: POLL_MILLISECONDS, ...overrides },
    onEvent: ({ type }) => void events.push(type),
    // The issuer's name is not that of the machine; everything else is as it would be.
    fetch: (input, init) => fetch(String(input).replace(ISSUER, `http://127.0.0.1:${server.port}`), init),
    clock: { wallMilliseconds: server.clock.read, monotonicMilliseconds: () => performance.now() },
  });
  onTestFinished(() => verifier.close());
  const judge = async (token: string) => {
    try {
      await verifier.verify(token);
      return "accepted";
    } catch (error) {
      return error instanceof VerifierError ? error.code : String(error);
    }
  };
  return { ...verifier, judge, events };
}
