import {
  type AdminScope,
  type AnswerOf,
  API_PATH,
  type BodyInputOf,
  type Endpoint,
  type EndpointKey,
  endpoints,
  type OrganizationRole,
  type Problem,
  type QueryInputOf,
} from "@celitech-auth/contract";
import { createAdminToken } from "../../src/domain/administration/change-admin-token.ts";
import { isProblem } from "../../src/domain/administration/outcome.ts";
import { startSession } from "../../src/domain/administration/start-session.ts";
import { newIdentifier } from "../../src/domain/identifier.ts";
import { checkDocumented } from "./documented-answer.ts";
import type { RunningServer } from "./running-server.ts";

export interface AdminCall<Key extends EndpointKey> {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Partial<QueryInputOf<Key>> | Readonly<Record<string, string>>;
  readonly body?: BodyInputOf<Key> | Readonly<Record<string, unknown>>;
  /** Beside `Origin`, the cookie and what the body needs; undefined leaves one of these out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface AdminResponse<Key extends EndpointKey> {
  readonly status: number;
  readonly headers: Headers;
  /** What was sent as text; empty: nothing. */
  readonly text: string;
  /** As the contract has it, whatever the status: check that first. */
  readonly body: AnswerOf<Key>;
  /** Of an answer that is a problem. */
  readonly problem: Problem;
}

type Server = Pick<RunningServer, "port" | "config">;

/**
 * Calls the admin API as the dashboard's pages do: with a cookie jar and an `Origin`. It checks nothing itself but that every answer is one that
 * the OpenAPI document describes.
 */
export class AdminClient {
  readonly #server: Server;
  /** The `Cookie` header's parts by name. */
  readonly cookies = new Map<string, string>();
  /** Sent as `Authorization: Bearer …` instead of cookies and `Origin`. */
  readonly adminToken: string | undefined;

  constructor(server: Server, adminToken?: string) {
    this.#server = server;
    this.adminToken = adminToken;
  }

  /** Sends one request, whatever comes of it. */
  async send<Key extends EndpointKey>(key: Key, call: AdminCall<Key> = {}): Promise<AdminResponse<Key>> {
    const [method = "", path = ""] = key.split(" ");
    const url = new URL(`http://127.0.0.1:${this.#server.port}${API_PATH}${fillPath(path, call.params ?? {})}`);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, String(value));
    const response = await fetch(url, {
      method,
      headers: this.#headers(call),
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    });
    this.#keepCookies(response.headers);
    const text = await response.text();
    const parsed: unknown = /[/+]json\b/.test(response.headers.get("content-type") ?? "")
      ? JSON.parse(text)
      : undefined;
    const { status, headers } = response;
    checkDocumented(key, { status, headers, text });
    return { status, headers, text, body: parsed as AnswerOf<Key>, problem: parsed as Problem };
  }

  /** Sends one request that has to succeed, and returns its answer. */
  async call<Key extends EndpointKey>(key: Key, call: AdminCall<Key> = {}): Promise<AnswerOf<Key>> {
    const endpoint: Endpoint = endpoints[key];
    const { status, body, text } = await this.send(key, call);
    if (status !== endpoint.status) throw new Error(`${key} was answered with ${status}: ${text}`);
    return body;
  }

  #headers({ body, headers = {} }: AdminCall<EndpointKey>): Record<string, string> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const all = {
      ...(this.adminToken === undefined
        ? { origin: new URL(this.#server.config.publicUrl).origin, ...(cookie !== "" && { cookie }) }
        : { authorization: `Bearer ${this.adminToken}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    };
    return Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
  }

  #keepCookies(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

function fillPath(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}

/** Who someone is: an operator, a member of an organization, or signed in and nothing else. */
export type TestRole = "operator" | "nobody" | { readonly organizationId: string; readonly role: OrganizationRole };

export interface SignedIn {
  readonly client: AdminClient;
  readonly userId: string;
  readonly email: string;
  readonly sessionId: string;
}

/** Makes a user and signs them in, past the pages for that: with a session as every way of signing in makes one, just confirmed. */
export async function signInAs(server: RunningServer, role: TestRole, name = "Ada Lovelace"): Promise<SignedIn> {
  const { unitOfWork, tokenHasher } = server.service.administration;
  const userId = newIdentifier("usr");
  const email = `${userId.toLowerCase()}@example.com`;
  const now = server.clock.read();
  const { session, token } = await unitOfWork.transaction(async (transaction) => {
    await transaction.users.insert({
      ...{ id: userId, email, name, isOperator: role === "operator", passwordHash: undefined },
      ...{ createdAt: now, lastSignedInAt: undefined },
    });
    if (typeof role !== "string") await transaction.memberships.insert({ userId, ...role, createdAt: now });
    const change = { transaction, actor: `user:${userId}`, now };
    return startSession(change, { userId, method: "passkey", previousSessionId: undefined }, tokenHasher);
  });
  const client = new AdminClient(server);
  client.cookies.set("celitech_auth_session", token.reveal());
  return { client, userId, email, sessionId: session.id };
}

/** A client with an admin token; of an operator, or of an organization's owner. */
export async function useAdminToken(
  server: RunningServer,
  scopes: readonly AdminScope[],
  organizationId?: string,
): Promise<AdminClient> {
  const { unitOfWork, tokenHasher } = server.service.administration;
  const request = { name: "test", organizationId, scopes, expiresAt: undefined };
  const created = await unitOfWork.transaction((transaction) =>
    createAdminToken({ transaction, actor: "test", now: server.clock.read() }, request, tokenHasher),
  );
  if (isProblem(created)) throw new Error(created.message);
  return new AdminClient(server, created.text.reveal());
}
