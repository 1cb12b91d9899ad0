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
  readonly userAgent: string | undefined;
}

/** What of it says which parameters were sent. */
export type SentForm = Pick<FormRequest, "contentType" | "query" | "body">;

/** By which a client authenticates in the body (RFC 6749 §2.3.1, RFC 7523 §2.2). An empty value counts as omitted (§3.2). */
export interface ClientParameters {
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly clientAssertion: string | undefined;
}

export type FormParameters = ReadonlyMap<string, readonly string[]>;

/** The parameters that an endpoint knows; all others are ignored (RFC 6749 §3.2). */
export interface FormDefinition {
  /** Refused when they come twice. */
  readonly single: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

const CLIENT_PARAMETERS = ["client_id", "client_secret", "client_assertion", "client_assertion_type"] as const;

/** Those of the client, and the endpoint's own. */
export function defineForm(single: readonly string[], repeatable: readonly string[] = []): FormDefinition {
  const all = [...CLIENT_PARAMETERS, ...single];
  return { single: new Set(all), names: new Set([...all, ...repeatable]) };
}

/** RFC 6749 §3.2, for every endpoint to which clients send forms: media type, form, repetition. Looks at no value. */
export function readForm(request: SentForm, definition: FormDefinition): FormParameters | Denial {
  if (namesParameter(request.query, definition.names)) return deny("parameter_in_query");
  const mediaTypeProblem = checkMediaType(request.contentType);
  if (mediaTypeProblem !== undefined) return deny(mediaTypeProblem);
  const form = parseForm(request.body);
  if (form.kind === "malformed") return deny("malformed_form");
  if (form.kind === "too_many_parameters") return deny("too_many_parameters");
  const { parameters } = form;
  for (const [name, { length }] of parameters)
    if (length > 1 && definition.single.has(name)) return deny("repeated_parameter");
  return parameters;
}

/** The value, or undefined where it is missing or empty. */
export function singleValue(parameters: FormParameters, name: string): string | undefined {
  return parameters.get(name)?.[0] || undefined;
}

export function clientParameters(parameters: FormParameters): ClientParameters {
  return {
    clientId: singleValue(parameters, "client_id"),
    clientSecret: singleValue(parameters, "client_secret"),
    clientAssertion: singleValue(parameters, "client_assertion"),
  };
}

export const FORM_MEDIA_TYPE = "application/x-www-form-urlencoded";

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

// Credentials and tokens in a URL end up in logs (T07), so they are refused even when the body is right. Other queries are ignored (§3.2).
function namesParameter(query: string, names: ReadonlySet<string>): boolean {
  if (query === "") return false;
  for (const name of new URLSearchParams(query).keys()) if (names.has(name)) return true;
  return false;
}
