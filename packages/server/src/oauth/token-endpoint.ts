import { accessTokenClaims } from "../domain/access-token.ts";
import type { ClientId } from "../domain/identifier.ts";
import type { Clock } from "../domain/ports.ts";
import type { ResourceCatalog } from "../domain/resource-catalog.ts";
import { formatScope } from "../domain/scope.ts";
import { newTokenId } from "../domain/token-id-source.ts";
import type { UsageRecorder } from "../domain/usage-recorder.ts";
import type { KeyRing } from "../signing/key-ring.ts";
import { signAccessToken } from "../signing/sign-access-token.ts";
import { type AuthenticationParts, authenticateClient } from "./client-authentication.ts";
import { readClientCredentials } from "./client-credentials.ts";
import { type Denial, deny, isDenial } from "./denial.ts";
import type { FormRequest } from "./form-request.ts";
import { grantScope } from "./granted-scope.ts";
import type { DenialParts } from "./record-denial.ts";
import { chooseResource } from "./requested-resource.ts";
import { readTokenParameters } from "./token-request.ts";

/** RFC 6749 §5.1. No refresh token (§4.4.3): the client asks again with the same credentials. */
export interface TokenResponse {
  readonly access_token: string;
  /** Seconds. */
  readonly expires_in: number;
  readonly token_type: "Bearer";
  readonly scope?: string;
}

export interface IssuedToken {
  readonly kind: "issued";
  readonly response: TokenResponse;
  readonly clientId: ClientId;
  readonly secretId: string;
}

export interface TokenEndpointParts extends AuthenticationParts, DenialParts {
  readonly issuer: string;
  readonly defaultLifetimeSeconds: number;
  readonly catalog: ResourceCatalog;
  readonly keyRing: KeyRing;
  readonly usage: UsageRecorder;
  readonly clock: Clock;
}

/** `POST /oauth2/token`: the steps of RFC 6749 §4.4, in their order. */
export async function issueToken(request: FormRequest, parts: TokenEndpointParts): Promise<IssuedToken | Denial> {
  const parameters = readTokenParameters(request);
  if (isDenial(parameters)) return parameters;

  const credentials = readClientCredentials(request, parameters);
  if (isDenial(credentials)) return credentials;

  const authenticated = await authenticateClient(credentials, request.address, parts);
  if (isDenial(authenticated)) return authenticated;
  const { client, secret } = authenticated;

  if (parameters.grantType === undefined) return deny("grant_type_missing", { clientId: client.id });
  if (parameters.grantType !== "client_credentials") return deny("unsupported_grant_type", { clientId: client.id });
  if (client.kind !== "client") return deny("grant_not_allowed", { clientId: client.id });

  const target = chooseResource(parameters, client, parts.catalog);
  if (isDenial(target)) return target;

  const granted = grantScope(parameters.scope, target);
  if (isDenial(granted)) return { ...granted, clientId: client.id };

  const now = parts.clock();
  const { resource } = target;
  const { scopes } = granted;
  const lifetimeSeconds = resource.tokenLifetimeSeconds ?? parts.defaultLifetimeSeconds;
  const facts = { issuer: parts.issuer, client, secret, resource, scopes, lifetimeSeconds, now, tokenId: newTokenId() };
  const signingKey = parts.keyRing.signingKey(resource.signingAlgorithm, now);
  const accessToken = await signAccessToken(accessTokenClaims(facts), signingKey);

  parts.usage.recordIssued(secret.id, client, request, now);
  return {
    kind: "issued",
    response: tokenResponse(accessToken, lifetimeSeconds, scopes),
    clientId: client.id,
    secretId: secret.id,
  };
}

function tokenResponse(accessToken: string, lifetimeSeconds: number, scopes: readonly string[]): TokenResponse {
  const response = { access_token: accessToken, expires_in: lifetimeSeconds, token_type: "Bearer" } as const;
  return scopes.length === 0 ? response : { ...response, scope: formatScope(scopes) };
}
