import type { TokenParameters } from "../snippets/curl-snippet.ts";

/** What the test panel asks the token endpoint for. */
export interface TokenQuestion extends TokenParameters {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly usesBasic: boolean;
}

export type TokenOutcome =
  | {
      readonly kind: "token";
      readonly accessToken: string;
      readonly tokenType: string;
      /** In the browser's time. */
      readonly expiresAt: Date;
      readonly scope: string | undefined;
    }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly error: string;
      readonly description: string | undefined;
      readonly retryAfterSeconds: number | undefined;
    }
  | { readonly kind: "unreachable" };

/** Asks the real token endpoint, as an application would. Cookies stay behind, and a refusal opens no prompt of the browser. */
export async function requestToken(question: TokenQuestion): Promise<TokenOutcome> {
  const askedAt = Date.now();
  try {
    const response = await fetch(question.tokenUrl, {
      method: "POST",
      credentials: "omit",
      cache: "no-store",
      headers: question.usesBasic ? { authorization: basicHeader(question) } : {},
      body: formOf(question),
    });
    return await readOutcome(response, askedAt);
  } catch {
    return { kind: "unreachable" };
  }
}

function formOf({ clientId, clientSecret, usesBasic, scope, resource }: TokenQuestion): URLSearchParams {
  return new URLSearchParams({
    grant_type: "client_credentials",
    ...(!usesBasic && { client_id: clientId, client_secret: clientSecret }),
    ...(scope !== undefined && { scope }),
    ...(resource !== undefined && { resource }),
  });
}

/** RFC 6749 §2.3.1: each part form-encoded, then base64. */
function basicHeader({ clientId, clientSecret }: TokenQuestion): string {
  const encode = (text: string) => new URLSearchParams({ "": text }).toString().slice(1);
  return `Basic ${btoa(`${encode(clientId)}:${encode(clientSecret)}`)}`;
}

async function readOutcome(response: Response, askedAt: number): Promise<TokenOutcome> {
  const body = (await response.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
  const text = (name: string) => (typeof body[name] === "string" ? body[name] : undefined);
  const accessToken = text("access_token");
  if (response.ok && accessToken !== undefined) {
    const expiresAt = new Date(askedAt + Number(body["expires_in"]) * 1000);
    return { kind: "token", accessToken, tokenType: text("token_type") ?? "Bearer", expiresAt, scope: text("scope") };
  }
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  return {
    kind: "refused",
    status: response.status,
    error: text("error") ?? "",
    description: text("error_description"),
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  };
}
