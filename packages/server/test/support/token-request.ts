/** A token request, field by field; what is left out is as CELITECH's document has it. */
export interface TokenRequest {
  readonly method?: string;
  readonly path?: string;
  readonly version?: "1.0" | "1.1";
  /** Id and secret, raw. */
  readonly basic?: readonly [id: string, secret: string];
  /** The value of `Authorization`, as it is. */
  readonly authorization?: string;
  /** Null: no header. */
  readonly contentType?: string | null;
  /** Further header lines. */
  readonly headers?: readonly string[];
  /** The body: text as it is, or parameters, which are form-encoded. */
  readonly form?: string | Readonly<Record<string, string>>;
}

export const GRANT = "grant_type=client_credentials";
export const FORM_TYPE = "application/x-www-form-urlencoded";

/** The request as the bytes of HTTP/1.1. */
export function tokenRequestText(request: TokenRequest): string {
  const { method = "POST", path = "/oauth2/token", version = "1.1", contentType = FORM_TYPE, form = GRANT } = request;
  const body = typeof form === "string" ? form : new URLSearchParams(form).toString();
  const authorization =
    request.authorization ?? (request.basic === undefined ? undefined : basicHeader(...request.basic));
  return [
    `${method} ${path} HTTP/${version}`,
    "Host: auth.example",
    ...(contentType === null ? [] : [`Content-Type: ${contentType}`]),
    ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
    ...(request.headers ?? []),
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}

/** As `curl -u` sends it: raw, not form-encoded. */
export function basicHeader(id: string, secret: string): string {
  return `Basic ${base64(`${id}:${secret}`)}`;
}

/** As RFC 6749 §2.3.1 has it: id and secret form-encoded first. */
export function encodedBasicHeader(id: string, secret: string): string {
  return `Basic ${base64(`${formEncode(id)}:${formEncode(secret)}`)}`;
}

export function formEncode(text: string): string {
  return new URLSearchParams({ x: text }).toString().slice(2);
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
