import type { ClientCredentials } from "../../src/index.ts";
import type { Random } from "./random.ts";
import type { SimulatedClock } from "./simulated-clock.ts";

/** How the token endpoint behaves for a while. */
export const moods = [
  "well",
  "well",
  "well",
  "slow",
  "unavailable",
  "overloaded",
  "resetting",
  "hanging",
  "garbled",
] as const;
export type Mood = (typeof moods)[number];

export interface IssuedToken {
  readonly scope: string;
  /** When the request started, on the client's clocks. */
  readonly start: { readonly wall: number; readonly monotonic: number };
  readonly lifetimeMs: number;
  readonly endsTrueMs: number;
  isRevoked: boolean;
}

export interface TokenRequestRecord {
  readonly scope: string;
  readonly monotonic: number;
  readonly secret: string;
}

/** A token endpoint in the same process and the same time, with moods, secrets that rotate and tokens that are revoked. */
export class SimulatedServer {
  mood: Mood = "well";
  lifetimeSeconds = 3_600;
  readonly secrets = new Set<string>(["secret-0"]);
  readonly issued = new Map<string, IssuedToken>();
  /** The newest token that reached the client, by scope. */
  readonly delivered = new Map<string, string>();
  readonly requests: TokenRequestRecord[] = [];
  /** Called before a request is judged, and when a refusal for good has reached the client. */
  onRequest: (request: TokenRequestRecord) => void = () => {};
  onRefusal: (request: TokenRequestRecord) => void = () => {};
  readonly #clock: SimulatedClock;
  readonly #random: Random;

  constructor(clock: SimulatedClock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  readonly fetch: typeof globalThis.fetch = async (_input, init) => {
    const clock = this.#clock;
    const start = { wall: clock.now(), monotonic: clock.monotonic() };
    const scope = new URLSearchParams(String(init?.body)).get("scope") ?? "";
    const secret = atob(new Headers(init?.headers).get("authorization")?.slice(6) ?? "").split(":")[1] ?? "";
    const request = { scope, monotonic: start.monotonic, secret };
    this.requests.push(request);
    this.onRequest(request);
    await this.#wait(
      this.mood === "slow" ? this.#random.between(0, 12_000) : this.#random.between(0, 80),
      init?.signal,
    );
    if (this.mood === "hanging") await this.#wait(Number.MAX_SAFE_INTEGER, init?.signal);
    if (this.mood === "resetting") throw new TypeError("fetch failed", { cause: new Error("read ECONNRESET") });
    const answer = this.#answer(request, start);
    await this.#wait(this.#random.between(0, 40), init?.signal);
    if (answer.token) this.#deliver(scope, answer.token);
    if (answer.response.status === 401) this.onRefusal(request); // one that the client still waited for
    return answer.response;
  };

  isExpired(token: string): boolean {
    return this.#clock.trueMs >= (this.issued.get(token)?.endsTrueMs ?? 0);
  }

  #answer(request: TokenRequestRecord, start: IssuedToken["start"]): { response: Response; token?: string } {
    if (this.mood === "unavailable") return { response: Response.json({}, { status: 503 }) };
    if (this.mood === "overloaded") {
      const seconds = Math.floor(this.#random.between(0, 60));
      return { response: Response.json({}, { status: 429, headers: { "retry-after": String(seconds) } }) };
    }
    if (this.mood === "garbled")
      return { response: new Response("<html>", { headers: { "content-type": "text/html" } }) };
    if (!this.secrets.has(request.secret))
      return { response: Response.json({ error: "invalid_client" }, { status: 401 }) };
    const token = `token-${this.issued.size}`;
    const { scope } = request;
    const lifetimeMs = this.lifetimeSeconds * 1_000;
    const endsTrueMs = this.#clock.trueMs + lifetimeMs;
    this.issued.set(token, { scope, start, lifetimeMs, endsTrueMs, isRevoked: false });
    const body = { access_token: token, token_type: "Bearer", expires_in: this.lifetimeSeconds };
    return { response: Response.json(body), token };
  }

  #deliver(scope: string, token: string): void {
    const start = (name: string | undefined) => this.issued.get(name ?? "")?.start.monotonic ?? -1;
    if (start(token) >= start(this.delivered.get(scope))) this.delivered.set(scope, token);
  }

  #wait(milliseconds: number, signal: AbortSignal | null | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(milliseconds, resolve);
      signal?.addEventListener("abort", () => {
        cancel();
        reject(signal.reason);
      });
    });
  }
}

export function currentSecret(credentials: { readonly version: number }): ClientCredentials {
  return { clientId: "id", clientSecret: `secret-${credentials.version}` };
}
