import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ApiCall {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
}

/** An API on a real socket that judges the token with `answer`. */
export class ApiServer {
  readonly calls: ApiCall[] = [];
  /** How many bytes of bodies arrived: counted, not kept, when `keepsBodies` is false. */
  bytes = 0;
  keepsBodies = true;
  answer: (call: ApiCall) => ApiAnswer | Promise<ApiAnswer> = () => ({ status: 200 });
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      this.bytes += (chunk as Buffer).length;
      if (this.keepsBodies) chunks.push(chunk as Buffer);
    }
    const call: ApiCall = {
      method: request.method ?? "",
      url: request.url ?? "",
      authorization: request.headers.authorization,
      contentType: request.headers["content-type"],
      body: Buffer.concat(chunks),
    };
    this.calls.push(call);
    const { status, headers } = await this.answer(call);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify({ status }));
  }
}

/** Refuses the tokens of `revoked` as RFC 6750 §3.1 says. */
export function refusing(revoked: ReadonlySet<string>): ApiServer["answer"] {
  return ({ authorization = "" }) =>
    revoked.has(authorization.replace("Bearer ", ""))
      ? { status: 401, headers: { "www-authenticate": 'Bearer error="invalid_token"' } }
      : { status: 200 };
}
