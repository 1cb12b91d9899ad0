import type { ClaimsPolicy } from "./access-token-claims.ts";
import type { HeaderPolicy } from "./access-token-header.ts";
import { CLOCK_TOLERANCE_SECONDS_MAX } from "./revocation-list/revocation-record.ts";
import { isSafeUrl } from "./safe-url.ts";
import { isSignatureAlgorithm, type SignatureAlgorithm } from "./signature-algorithms.ts";
import { VerifierError } from "./verifier-error.ts";
import type { AccessTokenVerifierOptions, Relaxations } from "./verifier-options.ts";

/** The options, checked and with every default filled in. */
export interface VerifierSettings {
  readonly claims: ClaimsPolicy;
  readonly header: HeaderPolicy;
  readonly audiences: readonly string[];
  readonly tokenBytesMax: number;
  readonly cachedTokensMax: number;
  readonly keySet: {
    readonly softAgeSeconds: number;
    readonly staleSeconds: number;
    readonly timeoutMilliseconds: number;
  };
  readonly revocationList: {
    readonly isWanted: boolean;
    readonly uri: string | undefined;
    readonly maximumAgeSeconds: number;
    readonly whenUnavailable: "refuse" | "accept";
    readonly pollMilliseconds: number;
  };
  readonly realm: string;
  readonly errorBody: "oauth" | "celitech" | "none";
  readonly resourceMetadataUrl: string | undefined;
  readonly allowInsecureHttp: boolean;
}

const DEFAULT_ALGORITHMS: readonly SignatureAlgorithm[] = ["ES256", "RS256", "EdDSA", "Ed25519"];
const QUOTABLE = /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/;

/** @throws VerifierError `configuration_invalid`, naming the option. */
export function verifierSettings(options: AccessTokenVerifierOptions): VerifierSettings {
  const allowInsecureHttp = options.relaxations?.allowInsecureHttp ?? false;
  const audiences = typeof options.audience === "string" ? [options.audience] : options.audience;
  checkIssuer(options.issuer, allowInsecureHttp);
  check(Array.isArray(audiences) && audiences.length > 0 && audiences.every(isText), "audience", "is required");
  const cachedTokensMax = boundedNumber("cachedTokensMax", options.cachedTokensMax, 10_000, [0, 10_000_000]);
  check(
    Number.isInteger(cachedTokensMax) && cachedTokensMax !== 1,
    "cachedTokensMax",
    "must be 0 or a whole number above 1",
  );
  const realm = options.realm ?? audiences[0] ?? "";
  check(QUOTABLE.test(realm), "realm", 'must be printable ASCII without " and \\');
  for (const [name, url] of Object.entries({
    jwksUri: options.jwksUri,
    resourceMetadataUrl: options.resourceMetadataUrl,
  }))
    check(
      url === undefined || isSafeUrl(url, allowInsecureHttp),
      name,
      "must be an https address, or http on loopback",
    );
  return {
    claims: claimsPolicy(options, audiences),
    header: headerPolicy(options),
    audiences: [...audiences],
    tokenBytesMax: boundedNumber("tokenBytesMax", options.tokenBytesMax, 8192, [256, 65_536]),
    cachedTokensMax,
    keySet: keySetSettings(options),
    revocationList: revocationListSettings(options, allowInsecureHttp),
    realm,
    errorBody: oneOf("errorBody", options.errorBody, ["oauth", "celitech", "none"]),
    resourceMetadataUrl: options.resourceMetadataUrl && new URL(options.resourceMetadataUrl).href,
    allowInsecureHttp,
  };
}

function checkIssuer(issuer: unknown, allowInsecureHttp: boolean): void {
  check(isText(issuer), "issuer", "is required");
  check(isSafeUrl(issuer, allowInsecureHttp), "issuer", "must be an https address, or http on loopback");
  const { search, hash } = new URL(String(issuer));
  check(search === "" && hash === "", "issuer", "must have no query and no fragment (RFC 8414 §2)");
}

function claimsPolicy(options: AccessTokenVerifierOptions, audiences: readonly string[]): ClaimsPolicy {
  const relaxations: Relaxations = options.relaxations ?? {};
  const toleranceSeconds = boundedNumber("clockToleranceSeconds", options.clockToleranceSeconds, 5, [
    0,
    CLOCK_TOLERANCE_SECONDS_MAX,
  ]);
  const clientIdClaims = relaxations.clientIdClaims ?? ["client_id"];
  const scopeClaims = relaxations.scopeClaims ?? ["scope"];
  check(clientIdClaims.length > 0, "relaxations.clientIdClaims", "must name a claim");
  check(scopeClaims.length > 0, "relaxations.scopeClaims", "must name a claim");
  return {
    issuer: options.issuer,
    audiences: new Set(audiences),
    clockToleranceMilliseconds: toleranceSeconds * 1000,
    optionalClaims: new Set(relaxations.optionalClaims),
    clientIdClaims: [...clientIdClaims],
    scopeClaims: [...scopeClaims],
    acceptScopeArrays: relaxations.acceptScopeArrays ?? false,
    requiredClaims: new Map(Object.entries(options.requiredClaims ?? {})),
  };
}

function headerPolicy(options: AccessTokenVerifierOptions): HeaderPolicy {
  const algorithms = options.algorithms ?? DEFAULT_ALGORITHMS;
  check(
    algorithms.length > 0 && algorithms.every(isSignatureAlgorithm),
    "algorithms",
    "must name asymmetric signature algorithms",
  );
  const types = new Set<string | undefined>(["at+jwt"]);
  for (const type of options.relaxations?.types ?? []) types.add(type === "missing" ? undefined : type.toLowerCase());
  return { algorithms: new Set(algorithms), types };
}

function keySetSettings({ keySet = {} }: AccessTokenVerifierOptions): VerifierSettings["keySet"] {
  const softAgeSeconds = boundedNumber("keySet.softAgeSeconds", keySet.softAgeSeconds, 300, [1, 3600]);
  const staleRange = [softAgeSeconds, 30 * 86_400] as const;
  return {
    softAgeSeconds,
    staleSeconds: boundedNumber("keySet.staleSeconds", keySet.staleSeconds, 86_400, staleRange),
    timeoutMilliseconds: boundedNumber("keySet.timeoutMilliseconds", keySet.timeoutMilliseconds, 5000, [1, 30_000]),
  };
}

function revocationListSettings(
  { revocationList = {} }: AccessTokenVerifierOptions,
  allowInsecureHttp: boolean,
): VerifierSettings["revocationList"] {
  const list = revocationList === false ? {} : revocationList;
  check(
    list.uri === undefined || isSafeUrl(list.uri, allowInsecureHttp),
    "revocationList.uri",
    "must be an https address, or http on loopback",
  );
  return {
    isWanted: revocationList !== false,
    uri: list.uri,
    maximumAgeSeconds: boundedNumber("revocationList.maximumAgeSeconds", list.maximumAgeSeconds, 300, [1, 86_400]),
    whenUnavailable: oneOf("revocationList.whenUnavailable", list.whenUnavailable, ["refuse", "accept"]),
    pollMilliseconds: boundedNumber("revocationList.pollMilliseconds", list.pollMilliseconds, 750, [10, 60_000]),
  };
}

function boundedNumber(
  name: string,
  value: number | undefined,
  defaultValue: number,
  [least, most]: readonly [number, number],
): number {
  const number = value ?? defaultValue;
  check(Number.isFinite(number) && number >= least && number <= most, name, `must be from ${least} to ${most}`);
  return number;
}

function oneOf<Value extends string>(
  name: string,
  value: Value | undefined,
  values: readonly [Value, ...(readonly Value[])],
): Value {
  const chosen = value ?? values[0];
  check(values.includes(chosen), name, `must be one of ${values.join(", ")}`);
  return chosen;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function check(isGood: boolean, option: string, complaint: string): void {
  if (!isGood) throw new VerifierError("configuration_invalid", { message: `The option ${option} ${complaint}` });
}
