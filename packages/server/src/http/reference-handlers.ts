import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { buildOpenApiDocument } from "../admin/open-api/document.ts";
import { renderReferencePage } from "../admin/open-api/reference-page.ts";
import { REFERENCE_STYLE } from "../admin/open-api/reference-style.ts";
import { VERSION } from "../version.ts";
import { matchesTag } from "./entity-tag.ts";
import type { HttpParts } from "./http-parts.ts";
import type { Route } from "./route.ts";
import { sessionCookieName } from "./session-cookie.ts";

const STYLE_PATH = "/api/docs.css";
/** Nothing but its own style sheet: the page has no script. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** Short: a new version says new things at the same address. */
const CACHE = "public, max-age=300";

/** The OpenAPI document of the admin API, and the page that shows it. */
export function referenceRoutes({ publicUrl }: Pick<HttpParts, "publicUrl">): readonly Route[] {
  const facts = { publicUrl, version: VERSION, sessionCookieName: sessionCookieName(publicUrl) };
  const document = buildOnce(() => buildOpenApiDocument(facts));
  const json = buildOnce(() => toFile("application/json", JSON.stringify(document())));
  const page = buildOnce(() => toFile("text/html; charset=utf-8", renderReferencePage(document(), STYLE_PATH)));
  const style = buildOnce(() => toFile("text/css; charset=utf-8", REFERENCE_STYLE));
  return [
    { method: "GET", path: "/api/openapi.json", handler: sendFile(json) },
    { method: "GET", path: "/api/docs", handler: sendFile(page) },
    { method: "GET", path: STYLE_PATH, handler: sendFile(style) },
  ];
}

interface File {
  readonly type: string;
  readonly body: string;
  readonly etag: string;
}

function toFile(type: string, body: string): File {
  return { type, body, etag: `"${createHash("sha256").update(body).digest("base64url")}"` };
}

// At the first request, since most servers are never asked.
function buildOnce<Value>(build: () => Value): () => Value {
  let built: { readonly value: Value } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}

function sendFile(file: () => File): Route["handler"] {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { type, body, etag } = file();
    reply.headers({ etag, "cache-control": CACHE, "content-security-policy": CONTENT_SECURITY_POLICY });
    if (matchesTag(request.headers["if-none-match"], etag)) return reply.code(304).send();
    return reply.type(type).send(body);
  };
}
