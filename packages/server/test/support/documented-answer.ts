import { API_PATH, type Endpoint, type EndpointKey, endpoints } from "@celitech-auth/contract";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { buildOpenApiDocument } from "../../src/admin/open-api/document.ts";
import type { Operation } from "../../src/admin/open-api/operation.ts";

/** The document that the answers of a test are held against. */
export const openApiDocument = buildOpenApiDocument({
  publicUrl: "http://localhost:4000",
  version: "0.0.0",
  sessionCookieName: "celitech_auth_session",
});

const DOCUMENT = "openapi.json";
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
// Closed: a field that is sent and not described is a mistake in the description.
ajv.addSchema(closeObjects(openApiDocument) as object, DOCUMENT, false, false);
const validators = new Map<string, ValidateFunction>();

export interface SentAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Throws when an answer is none that the OpenAPI document describes for this route, to the last field. */
export function checkDocumented(key: EndpointKey, { status, headers, text }: SentAnswer): void {
  const fail = (message: string) => new Error(`${key} ${status}: ${message}\n${text}`);
  const [method = "", path = ""] = key.split(" ");
  const template = API_PATH + path.replace(/:(\w+)/g, "{$1}");
  const operation: Operation | undefined = openApiDocument.paths[template]?.[method.toLowerCase()];
  const response = operation?.responses[status];
  if (response === undefined) throw fail("the document knows no such status");
  const { content = {} } = response;
  const type = headers.get("content-type")?.split(";")[0] ?? "";
  if (text === "" && type === "") {
    if (response.content !== undefined) throw fail("the document has a body");
    return;
  }
  if (content[type] === undefined) throw fail(`the document knows no ${type}`);
  if (/^application\/(problem\+)?json$/.test(type)) {
    const pointer = ["paths", template, method.toLowerCase(), "responses", status, "content", type, "schema"];
    const validate = validatorAt(pointer.map(String));
    if (!validate(JSON.parse(text))) throw fail(ajv.errorsText(validate.errors));
  }
  const endpoint: Endpoint = endpoints[key];
  if (endpoint.hasEntityTag && status === 200 && !headers.has("etag")) throw fail("there is no ETag");
}

/** Whether a body is one that the document accepts for this route; the mistakes, or undefined. */
export function findBodyMistakes(template: string, method: string, body: unknown): string | undefined {
  const validate = validatorAt(["paths", template, method, "requestBody", "content", "application/json", "schema"]);
  return validate(body) ? undefined : ajv.errorsText(validate.errors);
}

function validatorAt(path: readonly string[]): ValidateFunction {
  const pointer = path.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
  const validate = validators.get(pointer) ?? ajv.compile({ $ref: `${DOCUMENT}#/${pointer}` });
  validators.set(pointer, validate);
  return validate;
}

function closeObjects(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closeObjects);
  if (typeof part !== "object" || part === null) return part;
  const closed = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, closeObjects(value)]));
  const isObject = closed["type"] === "object" && closed["properties"] !== undefined;
  return isObject && closed["additionalProperties"] === undefined ? { ...closed, additionalProperties: false } : closed;
}
