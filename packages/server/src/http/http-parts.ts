import type { Logger } from "pino";
import type { TokenEndpointParts } from "../oauth/token-endpoint.ts";
import type { AddressReader } from "./caller-address.ts";

/** What the HTTP layer is given. */
export interface HttpOptions {
  /** Undefined until the database is migrated and the keys are loaded: the server listens before that. */
  readonly service: {
    readonly current: { readonly tokenEndpoint: TokenEndpointParts } | undefined;
    readonly isStopping: boolean;
  };
  readonly issuer: string;
  readonly tokenPaths: readonly [string, ...string[]];
  readonly staleMilliseconds: number;
  readonly supportUrl: string | undefined;
  readonly trustedProxies: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  readonly requestTimeoutMilliseconds: number;
  readonly logger: Logger;
  /** Takes a line of the access log, without its end; undefined: there is none. */
  readonly writeAccessLine: ((line: string) => void) | undefined;
}

/** What its handlers work with. */
export interface HttpParts extends HttpOptions {
  readonly readAddress: AddressReader;
  /** For log lines, and for the answer when the service fails: never a caller's text. */
  readonly newRequestId: () => string;
}
