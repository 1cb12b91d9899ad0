import type { HttpAnswer } from "./http-answer.ts";
import type { LatencyMs } from "./load-job.ts";

// Far above what one process reaches: 100,000 a second for 40 seconds. Reached, the run fails instead of growing.
const REQUESTS_MAX = 4_000_000;
const SAMPLE_EVERY_REQUESTS = 997;
const SAMPLED_TOKENS_MAX = 50;

/** What the answers of one job were, and how long they took. */
export class Recording {
  readonly sampledTokens: string[] = [];
  readonly #latenciesMs = new Float64Array(REQUESTS_MAX);
  #requests = 0;
  #lastAnswerAt = performance.now();
  #generatorDelayMsMax = 0;

  get requests(): number {
    return this.#requests;
  }

  get lastAnswerAt(): number {
    return this.#lastAnswerAt;
  }

  get generatorDelayMsMax(): number {
    return this.#generatorDelayMsMax;
  }

  /** @throws when the answer is not a 200, whether it counts or not. */
  takeAnswer(answer: HttpAnswer, startedAt: number, isCounted: boolean): void {
    if (answer.status !== 200) throw new Error(`status ${answer.status}: ${answer.body.toString()}`);
    this.#lastAnswerAt = performance.now();
    if (!isCounted) return;
    if (this.#requests === REQUESTS_MAX) throw new Error(`more than ${REQUESTS_MAX} requests in one run`);
    this.#latenciesMs[this.#requests] = this.#lastAnswerAt - startedAt;
    if (this.#requests % SAMPLE_EVERY_REQUESTS === 0 && this.sampledTokens.length < SAMPLED_TOKENS_MAX) {
      this.sampledTokens.push(readAccessToken(answer.body));
    }
    this.#requests += 1;
  }

  noteGeneratorDelay(delayMs: number): void {
    if (delayMs > this.#generatorDelayMsMax) this.#generatorDelayMsMax = delayMs;
  }

  /** Of all that counted so far. */
  summariseLatencies(): LatencyMs {
    const sortedMs = this.#latenciesMs.slice(0, this.#requests).sort();
    const at = (share: number): number =>
      sortedMs[Math.min(sortedMs.length - 1, Math.floor(sortedMs.length * share))] ?? 0;
    return { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
  }
}

function readAccessToken(body: Buffer): string {
  const answer: unknown = JSON.parse(body.toString());
  if (typeof answer === "object" && answer !== null && "access_token" in answer) {
    if (typeof answer.access_token === "string") return answer.access_token;
  }
  throw new Error(`a 200 without an access token: ${body.toString()}`);
}
