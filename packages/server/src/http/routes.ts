import type { FastifyInstance } from "fastify";
import { KEY_SET_PATH, metadataPath } from "../oauth/metadata.ts";
import { handleLive, handleReady } from "./health-handlers.ts";
import type { HttpParts } from "./http-parts.ts";
import { handleKeySet, handleMetadata } from "./metadata-handlers.ts";
import { handleToken, TOKEN_BODY_BYTES_MAX } from "./token-handler.ts";

export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly handler: Parameters<FastifyInstance["route"]>[0]["handler"];
  readonly bodyLimit?: number;
}

/** Every method and path of the service. */
export function routes(parts: HttpParts): readonly Route[] {
  return [
    ...everyTokenPath(parts.tokenPaths).map((path): Route => {
      return { method: "POST", path, handler: handleToken(parts), bodyLimit: TOKEN_BODY_BYTES_MAX };
    }),
    { method: "GET", path: KEY_SET_PATH, handler: handleKeySet(parts) },
    { method: "GET", path: metadataPath(parts.issuer), handler: handleMetadata(parts) },
    { method: "GET", path: "/health/live", handler: handleLive() },
    { method: "GET", path: "/health/ready", handler: handleReady(parts) },
  ];
}

/** Official SDKs join a base that ends in `/` with the path: `//oauth2/token` is served like `/oauth2/token`. */
export function everyTokenPath(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.flatMap((path) => [path, `/${path}`]))];
}
