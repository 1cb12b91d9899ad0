import type { Client } from "../domain/client.ts";
import { type ClientId, parseClientId } from "../domain/identifier.ts";
import { signStatement } from "../signing/sign-statement.ts";
import type { OwnAccessToken } from "../signing/verify-access-token.ts";
import { type Denial, deny, isDenial } from "./denial.ts";
import type { FormRequest } from "./form-request.ts";
import { type OwnTokenParts, readOwnToken, withStore } from "./own-token.ts";
import { readPresentedToken } from "./presented-token.ts";

/** RFC 7662 §2.2. Of a token that is not active nothing is told. */
export type IntrospectionResponse = { readonly active: false } | ActiveToken;

export interface ActiveToken {
  readonly active: true;
  readonly iss: string;
  readonly sub: string;
  readonly client_id: string;
  readonly scope?: string;
  readonly aud: string;
  readonly exp: number;
  readonly iat: number;
  readonly jti: string;
  readonly token_type: "Bearer";
  readonly org_id: string;
}

export interface IntrospectionAnswer {
  readonly kind: "introspected";
  readonly response: IntrospectionResponse;
  /** The same, signed for the caller (RFC 9701 §5), where that was asked for. */
  readonly signed: string | undefined;
  readonly clientId: ClientId;
  readonly secretId: string;
}

const INACTIVE = { active: false } as const;
/** `typ` of a signed answer (RFC 9701 §5). */
const SIGNED_TYPE = "token-introspection+jwt";

/** `POST /oauth2/introspect` (RFC 7662 §2), for APIs with credentials of their own and tokens that are meant for them (T19). */
export async function introspectToken(
  request: FormRequest,
  isSignedAnswerWanted: boolean,
  parts: OwnTokenParts,
): Promise<IntrospectionAnswer | Denial> {
  const presented = await readPresentedToken(request, parts);
  if (isDenial(presented)) return presented;
  const { client: caller, secretId, token } = presented;
  if (caller.kind !== "resource_server") return deny("introspection_not_allowed", { clientId: caller.id, secretId });

  const own = await readOwnToken(token, parts);
  const response = await withStore(caller.id, () => judge(own, caller, parts));
  if (isDenial(response)) return response;

  const signed = isSignedAnswerWanted ? await sign(response, caller, parts) : undefined;
  return { kind: "introspected", response, signed, clientId: caller.id, secretId };
}

async function judge(
  own: OwnAccessToken | undefined,
  caller: Client,
  parts: OwnTokenParts,
): Promise<IntrospectionResponse> {
  if (own === undefined || !isMeantFor(caller, own.audience, parts)) return INACTIVE;
  return (await isInForce(own, parts)) ? describeToken(own, parts.issuer) : INACTIVE;
}

/** Whether nothing of what the token stands for was taken back. Throws when the database is away. */
export async function isInForce(own: OwnAccessToken, parts: OwnTokenParts): Promise<boolean> {
  return (await isOfPresentGeneration(own, parts)) && !(await isTakenBack(own, parts));
}

function isMeantFor(caller: Client, audience: string, { catalog }: OwnTokenParts): boolean {
  return caller.grants.some(({ resourceId }) => catalog.find(resourceId)?.audience === audience);
}

async function isOfPresentGeneration(own: OwnAccessToken, { directory }: OwnTokenParts): Promise<boolean> {
  const id = parseClientId(own.clientId);
  if (id === undefined) return false;
  const recalled = directory.recall(id);
  const client = recalled === "absent" ? undefined : (recalled ?? (await directory.load(id)));
  return client?.isEnabled === true && own.generation >= client.generation;
}

function isTakenBack({ tokenId, credentialId }: OwnAccessToken, { revocations }: OwnTokenParts): Promise<boolean> {
  return revocations.isTokenRevoked(tokenId, credentialId);
}

function describeToken(own: OwnAccessToken, issuer: string): ActiveToken {
  return {
    active: true,
    iss: issuer,
    sub: own.clientId,
    client_id: own.clientId,
    ...(own.scope !== undefined && { scope: own.scope }),
    aud: own.audience,
    exp: own.expiresAt,
    iat: own.issuedAt,
    jti: own.tokenId,
    token_type: "Bearer",
    org_id: own.organizationId,
  };
}

// Without `sub` and `exp`, so that nothing can take it for an access token (RFC 9701 §5).
function sign(response: IntrospectionResponse, caller: Client, parts: OwnTokenParts): Promise<string> {
  const now = parts.clock();
  const claims = {
    iss: parts.issuer,
    aud: caller.id,
    iat: Math.floor(now / 1_000),
    token_introspection: response,
  };
  return signStatement(claims, SIGNED_TYPE, parts.keyRing.signingKey("ES256", now));
}
