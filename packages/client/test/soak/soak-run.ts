import { clientCredentials, type TokenClient, TokenError } from "../../src/index.ts";
import { Random } from "./random.ts";
import { SimulatedClock, settled } from "./simulated-clock.ts";
import { currentSecret, moods, SimulatedServer, type TokenRequestRecord } from "./simulated-server.ts";

const hourMs = 3_600_000;
const scopes = ["read", "write", "admin"] as const;

interface Refusal {
  readonly monotonic: number;
  readonly secret: string;
}

/** The first pause after a refusal; longer ones depend on what happened before. */
const pauseMinMs = 1_000;
const flightMaxMs = 30_000;

export interface SoakCounts {
  hours: number;
  calls: number;
  tokens: number;
  errors: number;
  tokenRequests: number;
}

/** Some simulated hours of one client under random faults. Every broken promise throws, with the moment in which it broke. */
export class SoakRun {
  readonly counts: SoakCounts = { hours: 0, calls: 0, tokens: 0, errors: 0, tokenRequests: 0 };
  readonly #random: Random;
  readonly #clock = new SimulatedClock();
  readonly #server: SimulatedServer;
  readonly #client: TokenClient;
  readonly #views: Readonly<Record<string, TokenClient>>;
  /** What the credential source says; a rotation reaches it late. */
  readonly #source = { version: 0, isDown: false };
  /** A machine either sleeps or has its clock set: both together could hide any span of time from every client. */
  readonly #sleeps: boolean;
  readonly #refusals = new Map<string, Refusal>();
  readonly #refused = new Set<string>();
  readonly #changesAtDelivery = new Map<string, number>();
  /** Until then requests may be those of a caller who insisted. */
  #forcedUntil = 0;
  /** How many requests the calls so far may have caused. */
  #requestsMax = 0;
  #lastInvalidation = new Map<string, number>();
  #broken: Error | undefined;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#sleeps = this.#random.chance(0.5);
    this.#server = new SimulatedServer(this.#clock, this.#random);
    this.#server.onRequest = (request) => this.#checkPause(request);
    this.#server.onRefusal = (request) => this.#noteRefusal(request);
    this.#client = clientCredentials({
      tokenUrl: "https://auth.example/token",
      credentials: async () => {
        if (this.#source.isDown) throw new Error("the vault is down");
        return currentSecret(this.#source);
      },
      clock: this.#clock,
      fetch: this.#server.fetch,
      random: this.#random.next,
    });
    this.#views = Object.fromEntries(scopes.map((scope) => [scope, this.#client.for({ scope })]));
  }

  async run(hours: number): Promise<SoakCounts> {
    const end = this.#clock.monotonic() + hours * hourMs;
    while (this.#clock.monotonic() < end) {
      this.#disturb();
      const calls = Math.floor(this.#random.between(1, 40));
      const gapMs = this.#random.pick([5, 200, 3_000, 40_000]);
      for (let call = 0; call < calls; call++) {
        this.#callSomehow();
        await this.#clock.run(this.#random.between(0, 2 * gapMs));
        if (this.#broken) throw this.#broken;
      }
    }
    await this.#recover();
    if (this.#broken) throw this.#broken;
    this.counts.hours = hours;
    this.counts.tokenRequests = this.#server.requests.length;
    return this.counts;
  }

  #disturb(): void {
    const { between, chance, pick } = bind(this.#random);
    if (chance(0.4)) this.#server.mood = pick(moods);
    if (chance(0.05)) this.#server.lifetimeSeconds = pick([20, 60, 300, 3_600, 86_400]);
    if (chance(0.05)) this.#rotate();
    if (chance(0.1)) this.#source.isDown = chance(0.3);
    if (chance(0.1)) for (const token of this.#server.issued.values()) if (chance(0.3)) token.isRevoked = true;
    if (chance(0.1) && this.#sleeps) this.#clock.suspend(between(0, 3 * hourMs));
    if (chance(0.1) && !this.#sleeps) this.#clock.setWall(between(-3 * hourMs, 3 * hourMs));
  }

  /** A new secret. Sometimes the old one ends before the credential source knows the new one. */
  #rotate(): void {
    const { version } = this.#source;
    const next = version + 1;
    this.#server.secrets.add(`secret-${next}`);
    const learn = () => {
      this.#source.version = Math.max(this.#source.version, next);
    };
    this.#clock.after(this.#random.between(0, 60_000), learn);
    this.#clock.after(this.#random.between(0, 120_000), () => void this.#server.secrets.delete(`secret-${version}`));
  }

  #callSomehow(): void {
    const scope = this.#random.pick(scopes);
    if (this.#random.chance(0.1)) {
      this.#peek(scope);
      return;
    }
    const controller = new AbortController();
    if (this.#random.chance(0.05)) this.#clock.after(this.#random.between(0, 5_000), () => controller.abort());
    const forceRefresh = this.#random.chance(0.01);
    void this.#call(scope, { signal: controller.signal, forceRefresh }).catch((error: Error) => {
      this.#broken ??= error;
    });
  }

  #peek(scope: string): void {
    this.#requestsMax += 6;
    const token = this.#views[scope]?.peek();
    if (token) this.#checkToken(scope, token.accessToken);
    else if (this.#hasUsableToken(scope)) this.#break(`peek hid a valid token for ${scope}`);
  }

  async #call(scope: string, options: { signal?: AbortSignal; forceRefresh?: boolean }): Promise<void> {
    const view = this.#views[scope];
    if (!view) return;
    this.counts.calls++;
    // One flight: 3 attempts, and 3 with changed credentials; and one behind the token.
    this.#requestsMax += 6;
    if (options.forceRefresh) this.#forcedUntil = this.#clock.monotonic() + flightMaxMs;
    const mustNotWait = options.forceRefresh !== true && this.#hasUsableToken(scope);
    const since = this.#clock.monotonic();
    try {
      const token = await view.getToken(options);
      if (mustNotWait && this.#clock.monotonic() > since)
        this.#break(`a caller waited while a token for ${scope} was there`);
      this.#checkToken(scope, token.accessToken);
      this.counts.tokens++;
      this.#useAtApi(scope, token.accessToken);
    } catch (error) {
      if (mustNotWait && !options.signal?.aborted)
        this.#break(`a caller got ${error} while a token for ${scope} was there`);
      if (!(error instanceof TokenError) && error !== options.signal?.reason) this.#break(`untyped: ${error}`);
      this.counts.errors++;
    }
    if (this.#server.requests.length > this.#requestsMax) this.#break("more token requests than calls explain");
  }

  #useAtApi(scope: string, token: string): void {
    if (!this.#server.issued.get(token)?.isRevoked) return;
    const before = this.#client.stats().invalidations;
    this.#views[scope]?.invalidate(token);
    if (this.#client.stats().invalidations === before) return;
    this.#refused.add(token);
    const now = this.#clock.monotonic();
    const last = this.#lastInvalidation.get(scope) ?? Number.NEGATIVE_INFINITY;
    if (now - last < 10_000) this.#break("two tokens dropped for 401s within 10 s");
    this.#lastInvalidation.set(scope, now);
  }

  #checkToken(scope: string, token: string): void {
    if (this.#server.isExpired(token)) this.#break(`the expired ${token} was handed out`);
    if (this.#server.issued.get(token)?.scope !== scope) this.#break(`${token} is not for ${scope}`);
    if (this.#changesAtDelivery.get(token) === undefined) this.#changesAtDelivery.set(token, this.#changes());
  }

  /** What the client must be able to hand out, as an onlooker knows it: a token that reached it, and nothing that ended it. */
  #hasUsableToken(scope: string): boolean {
    const name = this.#server.delivered.get(scope);
    const token = name === undefined ? undefined : this.#server.issued.get(name);
    if (name === undefined || !token || this.#refused.has(name)) return false;
    // Seen since the credentials last changed, or else it may be of the old ones.
    if (this.#changesAtDelivery.get(name) !== this.#changes()) return false;
    const usableMs = token.lifetimeMs - Math.min(30_000, token.lifetimeMs / 10);
    const elapsed = [this.#clock.now() - token.start.wall, this.#clock.monotonic() - token.start.monotonic];
    return Math.max(...elapsed) < usableMs - 1;
  }

  /** After a refusal there is no request for a while, unless with another secret, or because a caller insists. */
  #checkPause({ scope, monotonic, secret }: TokenRequestRecord): void {
    const refusal = this.#refusals.get(scope);
    if (refusal?.secret !== secret || monotonic < this.#forcedUntil) return;
    const passedMs = monotonic - refusal.monotonic;
    if (passedMs < pauseMinMs) this.#break(`a request ${passedMs} ms after a refusal`);
  }

  #noteRefusal({ scope, secret }: TokenRequestRecord): void {
    this.#refusals.set(scope, { monotonic: this.#clock.monotonic(), secret });
  }

  #changes(): number {
    return this.#client.stats().credentialChanges;
  }

  /** Everything is well again: after a minute every scope has a token. */
  async #recover(): Promise<void> {
    this.#server.mood = "well";
    this.#source.isDown = false;
    await this.#clock.run(200_000);
    this.#server.secrets.add(`secret-${this.#source.version}`);
    for (const scope of scopes) {
      const before = this.counts.tokens;
      for (let tries = 0; tries < 30 && this.counts.tokens === before; tries++) {
        void this.#call(scope, {});
        await this.#clock.run(2_000);
      }
      if (this.counts.tokens === before) this.#break(`no token for ${scope} a minute after everything was well`);
    }
    await settled();
  }

  #break(what: string): void {
    this.#broken ??= new Error(`${what} (${this.#clock.monotonic()} ms into the run, the server ${this.#server.mood})`);
  }
}

function bind(random: Random): Pick<Random, "between" | "chance" | "pick"> {
  return {
    between: (low, high) => random.between(low, high),
    chance: (probability) => random.chance(probability),
    pick: (choices) => random.pick(choices),
  };
}
