import type { Logger } from "pino";
import type { AdminParts } from "../admin/admin-parts.ts";
import type { OwnTokenParts } from "../oauth/own-token.ts";
import type { RevocationEndpointParts } from "../oauth/revocation-endpoint.ts";
import type { RevocationListPublisher } from "../oauth/revocation-list/revocation-list-publisher.ts";
import type { TokenEndpointParts } from "../oauth/token-endpoint.ts";
import type { AddressReader } from "./caller-address.ts";

/** What answers requests, once it is there. */
export interface ServiceParts {
  readonly tokenEndpoint: TokenEndpointParts;
  readonly revocationEndpoint: RevocationEndpointParts;
  readonly introspectionEndpoint: OwnTokenParts;
  readonly revocationList: RevocationListPublisher;
  readonly admin: AdminParts;
}

/** What the HTTP layer is given. */
export interface HttpOptions {
  /** Undefined until the database is migrated and the keys are loaded: the server listens before that. */
  readonly service: {
    readonly current: ServiceParts | undefined;
    readonly isStopping: boolean;
  };
  readonly issuer: string;
  /** Where people reach the dashboard; changes are accepted from this origin alone. */
  readonly publicUrl: string;
  readonly tokenPaths: readonly [string, ...string[]];
  readonly staleMilliseconds: number;
  readonly supportUrl: string | undefined;
  readonly trustedProxies: readonly string[];
  readonly corsOrigins: readonly string[];
  /** Of the built dashboard; undefined: it was not built, and its pages say so. */
  readonly dashboardFolder: string | undefined;
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
