import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { PasswordHasher } from "../domain/people/password-hasher.ts";
import { SecretText } from "../domain/secret-text.ts";

export type PasswordQuestion =
  | { readonly kind: "hash"; readonly password: string }
  | { readonly kind: "verify"; readonly password: string; readonly hash: string | undefined };

export type PasswordAnswer =
  | { readonly kind: "hash"; readonly hash: string }
  | { readonly kind: "verdict"; readonly isMatch: boolean }
  | { readonly kind: "failed" };

/** About half a second of work. Who comes then is better told to come again than kept waiting. */
const QUESTIONS_MAX = 16;

/**
 * argon2id in a thread of its own, which starts with the first password. Never in the thread pool: that has one thread, and signs tokens. In
 * the worker there is one computation at a time, so the memory that it takes is bounded too.
 */
export class Argon2PasswordHasher implements PasswordHasher {
  #worker: Worker | undefined;
  #computations = 0;
  readonly #waiting: { resolve(answer: PasswordAnswer): void; reject(error: Error): void }[] = [];

  get computations(): number {
    return this.#computations;
  }

  async hash(password: SecretText): Promise<SecretText | "busy"> {
    const answer = await this.#ask({ kind: "hash", password: normalize(password) });
    if (answer === "busy") return answer;
    if (answer.kind !== "hash") throw new Error("a password could not be hashed");
    return new SecretText(answer.hash);
  }

  async verify(password: SecretText, hash: SecretText | undefined): Promise<"match" | "mismatch" | "busy"> {
    const answer = await this.#ask({ kind: "verify", password: normalize(password), hash: hash?.reveal() });
    if (answer === "busy") return answer;
    if (answer.kind !== "verdict") throw new Error("a password could not be checked");
    return answer.isMatch ? "match" : "mismatch";
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  async #ask(question: PasswordQuestion): Promise<PasswordAnswer | "busy"> {
    if (this.#waiting.length >= QUESTIONS_MAX) return "busy";
    this.#computations += 1;
    const worker = this.#worker ?? this.#start();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      worker.postMessage(question);
    });
  }

  // Answers come in the order of the questions. A thread that failed is replaced by the next question, and has no say any more: what waits then
  // is for the new one to answer.
  #start(): Worker {
    // `.ts` in the repository, `.js` in the package.
    const worker = new Worker(new URL(`./argon2-worker${extname(import.meta.filename)}`, import.meta.url));
    const fail = () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const { reject } of this.#waiting.splice(0)) reject(new Error("the thread for passwords has ended"));
    };
    worker.on("message", (answer: PasswordAnswer) => {
      if (this.#worker === worker) this.#waiting.shift()?.resolve(answer);
    });
    worker.on("error", fail);
    worker.on("exit", fail);
    worker.unref();
    this.#worker = worker;
    return worker;
  }
}

// Keyboards differ in how they write the same letter (NIST SP 800-63B §3.1.1.2).
function normalize(password: SecretText): string {
  return password.reveal().normalize("NFKC");
}
