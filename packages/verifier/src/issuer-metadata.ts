import { boundedGet, type Fetch, type GetAnswer, type GetLimits } from "./bounded-get.ts";
import { isSafeUrl } from "./safe-url.ts";

/** What the verifier needs from the issuer's metadata. */
export interface IssuerMetadata {
  readonly jwksUri: string;
  /** Where the signed revocation list is, when the issuer publishes one. */
  readonly revocationListUri: string | undefined;
}

/** The metadata member that announces the revocation list; an extension as RFC 8414 §2 allows. */
export const REVOCATION_LIST_METADATA_MEMBER = "revocation_list_uri";

const METADATA_BYTES_MAX = 256 * 1024;

/**
 * Reads the metadata of RFC 8414 (the well-known part goes before the issuer's path, §3.1) or, where an issuer has none, those of OpenID
 * Connect Discovery (after the path). The document's `issuer` has to be the expected one, byte for byte (§3.3).
 *
 * @throws Error with a constant message.
 */
export async function fetchIssuerMetadata(
  issuer: string,
  allowInsecureHttp: boolean,
  fetch: Fetch | undefined,
  timeoutMilliseconds: number,
): Promise<IssuerMetadata> {
  const limits: GetLimits = { bytesMax: METADATA_BYTES_MAX, timeoutMilliseconds };
  let failure = new Error("the issuer has no metadata");
  for (const url of metadataUrls(issuer)) {
    const answer = await boundedGet(fetch, url, { accept: "application/json" }, limits);
    try {
      return readMetadata(answer, issuer, allowInsecureHttp);
    } catch (error) {
      if (error instanceof Error) failure = error;
    }
    // A server in trouble has not said that the document is elsewhere.
    if (answer.status >= 500) break;
  }
  throw failure;
}

export function metadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, "");
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
}

function readMetadata({ status, body }: GetAnswer, issuer: string, allowInsecureHttp: boolean): IssuerMetadata {
  if (status !== 200) throw new Error(`the issuer's metadata answer ${status}`);
  const document = parseObject(body);
  if (document["issuer"] !== issuer) throw new Error("the metadata name another issuer");
  const jwksUri = document["jwks_uri"];
  const revocationListUri = document[REVOCATION_LIST_METADATA_MEMBER];
  if (!isSafeUrl(jwksUri, allowInsecureHttp)) throw new Error("the metadata have no usable jwks_uri");
  if (revocationListUri !== undefined && !isSafeUrl(revocationListUri, allowInsecureHttp))
    throw new Error(`the metadata have no usable ${REVOCATION_LIST_METADATA_MEMBER}`);
  return { jwksUri, revocationListUri };
}

function parseObject(body: Uint8Array): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(body).toString());
  } catch {
    parsed = undefined;
  }
  if (typeof parsed !== "object" || parsed === null) throw new Error("the metadata are not a JSON object");
  return parsed as Record<string, unknown>;
}
