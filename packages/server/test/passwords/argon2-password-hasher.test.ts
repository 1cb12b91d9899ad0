import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { expect, it, onTestFinished } from "vitest";
import { SecretText } from "../../src/domain/secret-text.ts";
import { Argon2PasswordHasher } from "../../src/passwords/argon2-password-hasher.ts";

const RIGHT = new SecretText("kettle-orbit-vivid-harbor");
const WRONG = new SecretText("kettle-orbit-vivid-marina");

it("takes no answer of a thread that has failed for one to a later question", async () => {
  const hasher = new Argon2PasswordHasher();
  onTestFinished(() => hasher.stop());
  const started = once(process, "worker");
  const hash = await hasher.hash(RIGHT);
  if (hash === "busy") throw new Error("nothing else was asked");
  const [worker] = (await started) as [Worker];
  const lost = hasher.verify(RIGHT, hash);
  worker.emit("error", new Error("out of memory"));
  await expect(lost).rejects.toThrow("the thread for passwords has ended");
  const questions = [hasher.verify(WRONG, hash), hasher.verify(WRONG, hash), hasher.verify(RIGHT, hash)];
  await once(worker, "message"); // it goes on, and answers what nobody waits for
  await worker.terminate();
  expect(await Promise.all(questions)).toEqual(["mismatch", "mismatch", "match"]);
});
