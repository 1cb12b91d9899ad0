import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { type AccessTokenVerifier, accessTokenVerifier } from "../../src/access-token-verifier.ts";
import type { VerifierMessage } from "../../src/verifier-events.ts";
import type { AccessTokenVerifierOptions } from "../../src/verifier-options.ts";
import { FakeRevocationList } from "./fake-revocation-list.ts";
import { type SigningKey, signingKey, signJws } from "./signing-key.ts";

export const AUDIENCE = "https://api.example/v1";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** An issuer on loopback with real HTTP and real keys, whose every answer a test can change. */
export class FakeIssuer {
  readonly url: string;
  keys: SigningKey[] = [signingKey()];
  /** Replaces the answer of the key set. */
  jwks: Handler | undefined;
  metadata: Handler | undefined;
  /** Whether the metadata are also where OpenID Connect has them. */
  openIdMetadata = false;
  metadataMembers: Record<string, unknown> = {};
  readonly requests: string[] = [];
  readonly list: FakeRevocationList;
  readonly #server: Server;

  constructor(server: Server, path: string) {
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${port}${path}`;
    this.list = new FakeRevocationList(this.url, signingKey("ES256", "list-key"));
    server.on("request", (request, response) => this.#answer(request, response));
  }

  static async start(path = ""): Promise<FakeIssuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const issuer = new FakeIssuer(server, path);
    onTestFinished(() => issuer.stop());
    return issuer;
  }

  get key(): SigningKey {
    const [key] = this.keys;
    if (key === undefined) throw new Error("the issuer has no key");
    return key;
  }

  get origin(): string {
    return new URL(this.url).origin;
  }

  count(path: string): number {
    return this.requests.filter((request) => request.startsWith(path)).length;
  }

  get keyFetches(): number {
    return this.count("/jwks");
  }

  publishList(): void {
    this.metadataMembers = { ...this.metadataMembers, revocation_list_uri: `${this.origin}/revocations` };
  }

  claims(changes: Record<string, unknown> = {}): Record<string, unknown> {
    const now = Math.floor(Date.now() / 1000);
    const clientId = "celitech_client_0123456789abcdefABCDEF";
    const claims = { iss: this.url, sub: clientId, client_id: clientId, aud: AUDIENCE, iat: now, exp: now + 3600 };
    return { ...claims, jti: randomUUID(), scope: "read write", org_id: "org_1", cred: "cred_1", gen: 1, ...changes };
  }

  /** A token; a claim set to undefined is left out. */
  token(changes: Record<string, unknown> = {}, header: object = {}, key: SigningKey = this.key): string {
    return signJws(key, { typ: "at+jwt", ...header }, this.claims(changes));
  }

  /** A verifier that is closed with the test, and the events it reports. */
  verifier(options: Partial<AccessTokenVerifierOptions> = {}): AccessTokenVerifier & { events: VerifierMessage[] } {
    const events: VerifierMessage[] = [];
    const onEvent = (event: VerifierMessage) => void events.push(event);
    const verifier = accessTokenVerifier({ issuer: this.url, audience: AUDIENCE, onEvent, ...options });
    onTestFinished(() => verifier.close());
    return { ...verifier, events };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? "", this.url);
    this.requests.push(pathname);
    const path = new URL(this.url).pathname.replace(/\/$/, "");
    if (pathname === `/.well-known/oauth-authorization-server${path}`) this.#metadata(request, response);
    else if (this.openIdMetadata && pathname === `${path}/.well-known/openid-configuration`)
      this.#sendMetadata(response);
    else if (pathname === "/jwks") (this.jwks ?? this.#jwks)(request, response);
    else if (pathname.startsWith("/revocations")) this.list.answer(request, response);
    else response.writeHead(404).end();
  }

  #metadata(request: IncomingMessage, response: ServerResponse): void {
    if (this.metadata !== undefined) this.metadata(request, response);
    else this.#sendMetadata(response);
  }

  #sendMetadata(response: ServerResponse): void {
    sendJson(response, { issuer: this.url, jwks_uri: `${this.origin}/jwks`, ...this.metadataMembers });
  }

  readonly #jwks: Handler = (_, response) => {
    sendJson(response, { keys: [...this.keys, this.list.key].map((key) => key.jwk) });
  };
}

export function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** The code of the error that a promise is rejected with. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error: unknown = await promise.then(
    () => ({ code: "accepted" }),
    (reason: unknown) => reason,
  );
  return error instanceof Error || (typeof error === "object" && error !== null)
    ? (error as { code?: unknown }).code
    : error;
}
