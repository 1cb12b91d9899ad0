import {
  INTROSPECTION_PATH,
  KEY_SET_PATH,
  metadataPath,
  REVOCATION_LIST_PATH,
  REVOCATION_PATH,
} from "../oauth/metadata.ts";
import { handleLive, handleReady } from "./health-handlers.ts";
import type { HttpParts } from "./http-parts.ts";
import { handleKeySet, handleMetadata } from "./metadata-handlers.ts";
import { handleIntrospection, handleRevocation } from "./presented-token-handlers.ts";
import { referenceRoutes } from "./reference-handlers.ts";
import { handleRevocationList, handleRevocationPart } from "./revocation-list-handlers.ts";
import type { Route } from "./route.ts";
import { handleToken, TOKEN_BODY_BYTES_MAX } from "./token-handler.ts";

/** Every method and path of the service. */
export function routes(parts: HttpParts): readonly Route[] {
  return [
    ...everyTokenPath(parts.tokenPaths).map((path): Route => {
      return { method: "POST", path, handler: handleToken(parts), bodyLimit: TOKEN_BODY_BYTES_MAX };
    }),
    { method: "POST", path: REVOCATION_PATH, handler: handleRevocation(parts), bodyLimit: TOKEN_BODY_BYTES_MAX },
    { method: "POST", path: INTROSPECTION_PATH, handler: handleIntrospection(parts), bodyLimit: TOKEN_BODY_BYTES_MAX },
    { method: "GET", path: REVOCATION_LIST_PATH, handler: handleRevocationList(parts) },
    { method: "GET", path: `${REVOCATION_LIST_PATH}/:sha256`, handler: handleRevocationPart(parts) },
    { method: "GET", path: KEY_SET_PATH, handler: handleKeySet(parts) },
    { method: "GET", path: metadataPath(parts.issuer), handler: handleMetadata(parts) },
    ...referenceRoutes(parts),
    { method: "GET", path: "/health/live", handler: handleLive() },
    { method: "GET", path: "/health/ready", handler: handleReady(parts) },
  ];
}

/** Official SDKs join a base that ends in `/` with the path: `//oauth2/token` is served like `/oauth2/token`. */
export function everyTokenPath(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.flatMap((path) => [path, `/${path}`]))];
}
