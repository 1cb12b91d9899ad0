import { API_PATH, type Endpoint, type EndpointKey, endpoints, problem } from "@celitech-auth/contract";
import { type JsonSchema, SchemaCollector } from "./json-schema.ts";
import { describeOperation, type Operation } from "./operation.ts";

export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  /** By path, then by method in lower case. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

export interface DocumentFacts {
  readonly publicUrl: string;
  readonly version: string;
  readonly sessionCookieName: string;
}

/** The admin API as an OpenAPI 3.1 document, made from the contract and nothing else. */
export function buildOpenApiDocument({ publicUrl, version, sessionCookieName }: DocumentFacts): OpenApiDocument {
  const schemas = new SchemaCollector();
  schemas.output(problem);
  const paths: Record<string, Record<string, Operation>> = {};
  const tags = new Set<string>();
  for (const [key, endpoint] of Object.entries(endpoints) as [EndpointKey, Endpoint][]) {
    const [method = "", path = ""] = key.split(" ");
    const operations = paths[templatePath(path)] ?? {};
    operations[method.toLowerCase()] = describeOperation(key, endpoint, schemas);
    paths[templatePath(path)] = operations;
    tags.add(endpoint.tag);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "celitech-auth admin API",
      version,
      description: DESCRIPTION,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: publicUrl.replace(/\/$/, "") }],
    tags: [...tags].map((name) => ({ name })),
    paths,
    components: { schemas: schemas.components, securitySchemes: securitySchemes(sessionCookieName) },
  };
}

const DESCRIPTION =
  "What the dashboard and programs work with: partners, members, clients, secrets, APIs, signing keys, usage and the audit log. " +
  "Programs send an admin token as `Authorization: Bearer …`. Errors are problem details (RFC 9457). Lists come in pages: " +
  "pass `next_cursor` as `cursor` until it is null.";

function templatePath(path: string): string {
  return API_PATH + path.replace(/:(\w+)/g, "{$1}");
}

function securitySchemes(cookieName: string) {
  return {
    session: {
      type: "apiKey",
      in: "cookie",
      name: cookieName,
      description: "Of someone who is signed in at the dashboard. Changes need its `Origin`, too.",
    },
    admin_token: {
      type: "http",
      scheme: "bearer",
      description:
        "Made in the dashboard, or with `celitech-auth admin tokens create`. The names are the scopes that it needs.",
    },
  };
}
