import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What the token server does with one request. */
export type Fault =
  | {
      readonly kind: "json";
      readonly status?: number;
      readonly body: unknown;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: "text"; readonly status: number; readonly contentType: string; readonly text: string }
  | { readonly kind: "redirect"; readonly status: number; readonly location: string }
  | { readonly kind: "large"; readonly bytes: number }
  | { readonly kind: "hang" | "hang in the body" | "reset" | "grant" };

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly form: URLSearchParams;
  readonly socket: Socket;
}

/** A token server on a real socket, with faults to order. Without an order it grants a new token for every request. */
export class FaultServer {
  readonly requests: ReceivedRequest[] = [];
  /** For the next requests, in order. */
  readonly faults: Fault[] = [];
  /** For every request that finds no order. */
  always: Fault = { kind: "grant" };
  expiresIn: unknown = 3600;
  /** While set, requests wait for it before they are answered. */
  gate: Promise<void> | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  async listen(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/oauth2/token`;
  }

  /** Holds all requests back until the returned function is called. */
  hold(): () => void {
    let open = (): void => {};
    this.gate = new Promise((resolve) => {
      open = resolve;
    });
    return () => {
      this.gate = undefined;
      open();
    };
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const form = new URLSearchParams(body);
    const { method = "", url = "", headers, socket } = request;
    this.requests.push({ method, url, headers, body, form, socket });
    const token = `token-${this.requests.length}-${form.get("scope") ?? ""}`.replaceAll(" ", ".");
    const fault = this.faults.shift() ?? this.always;
    await this.gate;
    this.#perform(fault, token, response);
  }

  #perform(fault: Fault, token: string, response: ServerResponse): void {
    switch (fault.kind) {
      case "grant":
        sendJson(response, { access_token: token, token_type: "Bearer", expires_in: this.expiresIn });
        break;
      case "json":
        for (const [name, value] of Object.entries(fault.headers ?? {})) response.setHeader(name, value);
        sendJson(response, fault.body, fault.status);
        break;
      case "text":
        response.writeHead(fault.status, { "content-type": fault.contentType }).end(fault.text);
        break;
      case "redirect":
        response.writeHead(fault.status, { location: fault.location }).end();
        break;
      case "large":
        sendJson(response, { access_token: "x".repeat(fault.bytes) });
        break;
      case "hang in the body":
        response.writeHead(200, { "content-type": "application/json" }).write('{"access_token":"half');
        break;
      case "reset":
        response.socket?.resetAndDestroy();
        break;
      case "hang":
        break;
    }
  }
}

function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
