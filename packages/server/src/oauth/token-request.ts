import { type Denial, deny } from "./denial.ts";
import { parseForm } from "./form.ts";

/** A request as the HTTP layer hands it on: nothing decided yet, nothing of a framework in it. */
export interface FormRequest {
  readonly contentType: string | undefined;
  /** Every `Authorization` line, in order: a second one must not be lost. */
  readonly authorization: readonly string[];
  /** What follows `?` in the request target, or the empty string. */
  readonly query: string;
  readonly body: Buffer;
  /** Of the caller: the connection's, or what a trusted proxy says. */
  readonly address: string;
}

/** The parameters of RFC 6749 §4.4.2, RFC 8707 §2 and RFC 7523 §2.2. An empty value counts as omitted (§3.2). */
export interface TokenParameters {
  readonly grantType: string | undefined;
  readonly scope: string | undefined;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly clientAssertion: string | undefined;
  readonly resources: readonly string[];
  readonly audience: string | undefined;
}

const SINGLE_PARAMETERS = [
  "grant_type",
  "scope",
  "client_id",
  "client_secret",
  "client_assertion",
  "client_assertion_type",
  "audience",
] as const;
const PARAMETERS: ReadonlySet<string> = new Set([...SINGLE_PARAMETERS, "resource"]);

/** Sections 3.2 and 4.4.2 of RFC 6749: media type, form, repetition. Looks at no value. */
export function readTokenParameters(request: FormRequest): TokenParameters | Denial {
  if (namesParameter(request.query)) return deny("parameter_in_query");
  const mediaTypeProblem = checkMediaType(request.contentType);
  if (mediaTypeProblem !== undefined) return deny(mediaTypeProblem);
  const form = parseForm(request.body);
  if (form.kind === "malformed") return deny("malformed_form");
  if (form.kind === "too_many_parameters") return deny("too_many_parameters");
  const { parameters } = form;
  if (SINGLE_PARAMETERS.some((name) => (parameters.get(name)?.length ?? 0) > 1)) return deny("repeated_parameter");
  const single = (name: (typeof SINGLE_PARAMETERS)[number]) => parameters.get(name)?.[0] || undefined;
  return {
    grantType: single("grant_type"),
    scope: single("scope"),
    clientId: single("client_id"),
    clientSecret: single("client_secret"),
    clientAssertion: single("client_assertion"),
    resources: (parameters.get("resource") ?? []).filter((resource) => resource !== ""),
    audience: single("audience"),
  };
}

const FORM_MEDIA_TYPE = "application/x-www-form-urlencoded";

function checkMediaType(contentType: string | undefined): "media_type" | "charset" | undefined {
  if (contentType === FORM_MEDIA_TYPE) return undefined;
  const [mediaType = "", ...parameters] = (contentType ?? "").toLowerCase().split(";");
  if (mediaType.trim() !== FORM_MEDIA_TYPE) return "media_type";
  for (const parameter of parameters) {
    const [name = "", value = ""] = parameter.split("=");
    const charset = value.trim().replaceAll('"', "");
    if (name.trim() === "charset" && charset !== "utf-8" && charset !== "utf8") return "charset";
  }
  return undefined;
}

// Credentials in a URL end up in logs (T07), so they are refused even when the body is right. Other queries are ignored (§3.2).
function namesParameter(query: string): boolean {
  if (query === "") return false;
  for (const name of new URLSearchParams(query).keys()) if (PARAMETERS.has(name)) return true;
  return false;
}
