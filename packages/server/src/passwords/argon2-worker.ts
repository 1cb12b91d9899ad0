import { parentPort } from "node:worker_threads";
import { hashSync, type Options, verifySync } from "@node-rs/argon2";
import type { PasswordAnswer, PasswordQuestion } from "./argon2-password-hasher.ts";

/** OWASP's recommendation for argon2id, which is the default algorithm here: 19 MiB, two passes, one lane. */
const OPTIONS: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const port = parentPort;
if (port === null) throw new Error("argon2-worker runs in a worker thread");
/** Of no password that anyone has: it is checked where there is no user, so that this costs the same. */
const DECOY = hashSync(crypto.randomUUID(), OPTIONS);

port.on("message", (question: PasswordQuestion) => port.postMessage(answer(question)));

function answer(question: PasswordQuestion): PasswordAnswer {
  try {
    switch (question.kind) {
      case "hash":
        return { kind: "hash", hash: hashSync(question.password, OPTIONS) };
      case "verify": {
        const isMatch = verifySync(question.hash ?? DECOY, question.password);
        return { kind: "verdict", isMatch: isMatch && question.hash !== undefined };
      }
    }
  } catch {
    return { kind: "failed" }; // a stored hash that is damaged; its message could quote it
  }
}
