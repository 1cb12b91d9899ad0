import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { LoadJob, LoadReport } from "./load-job.ts";

export type LoadGenerator = {
  readonly run: (job: LoadJob) => Promise<LoadReport>;
  readonly stop: () => void;
};

type Message = { readonly report: LoadReport } | { readonly error: string };

/** Starts the one process that loads all competitors in turn, so that its own warm-up favours none of them. */
export function startLoadGenerator(): LoadGenerator {
  const child = fork(fileURLToPath(new URL("generate-load.ts", import.meta.url)));
  return {
    run: async (job) => {
      child.send(job);
      const message = await receiveMessage(child);
      if ("error" in message) throw new Error(`the load on port ${job.port} failed: ${message.error}`);
      return message.report;
    },
    stop: () => child.disconnect(),
  };
}

async function receiveMessage(child: ChildProcess): Promise<Message> {
  const abort = new AbortController();
  try {
    const [message] = await Promise.race([
      once(child, "message", { signal: abort.signal }),
      once(child, "exit", { signal: abort.signal }).then(() => {
        throw new Error("the load generator ended");
      }),
    ]);
    return message;
  } finally {
    abort.abort();
  }
}
