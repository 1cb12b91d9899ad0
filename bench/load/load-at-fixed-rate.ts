import { type HttpConnection, openHttpConnection } from "./http-connection.ts";
import type { LoadParts, RunningLoad } from "./running-load.ts";

// Node.js has no finer timer, and a loop that never sleeps would take a core from the server.
const TICK_MS = 1;

type Caller = {
  readonly connection: HttpConnection;
  /** When its last request fell due. */
  dueAt: number;
};

/** Requests fall due at even intervals, and wait with their time running while every connection is taken. */
export function startLoadAtFixedRate(requestsPerSecond: number, parts: LoadParts): RunningLoad {
  const { job, nextRequest, recording, onFailure } = parts;
  const intervalMs = 1000 / requestsPerSecond;
  const idle: Caller[] = [];
  let nextDueAt = performance.now();
  let countsFrom = Number.POSITIVE_INFINITY;
  let endsAt = Number.POSITIVE_INFINITY;
  let underWay = 0;
  const { promise: isFinished, resolve: finished } = Promise.withResolvers<void>();

  const isDue = (now: number): boolean => nextDueAt <= now && nextDueAt < endsAt;
  const send = (caller: Caller): void => {
    caller.dueAt = nextDueAt;
    nextDueAt += intervalMs;
    underWay += 1;
    caller.connection.send(nextRequest());
  };
  const openOne = (): Caller => {
    const onAnswer: Parameters<typeof openHttpConnection>[1]["onAnswer"] = (answer) => {
      underWay -= 1;
      recording.takeAnswer(answer, caller.dueAt, caller.dueAt >= countsFrom);
      if (isDue(performance.now())) send(caller);
      else idle.push(caller);
    };
    const connection = openHttpConnection(job.port, { onOpen: () => void idle.push(caller), onAnswer, onFailure });
    const caller: Caller = { connection, dueAt: 0 };
    return caller;
  };
  const tick = (): void => {
    const now = performance.now();
    // Whoever is idle would have sent it when it fell due, had this process been awake.
    if (idle.length > 0 && isDue(now) && nextDueAt >= countsFrom) recording.noteGeneratorDelay(now - nextDueAt);
    for (let caller = takeIdle(now); caller !== undefined; caller = takeIdle(now)) send(caller);
    if (underWay === 0 && nextDueAt >= endsAt) finished();
  };
  const takeIdle = (now: number): Caller | undefined => (isDue(now) ? idle.shift() : undefined);

  const callers = Array.from({ length: job.connections }, openOne);
  const ticking = setInterval(tick, TICK_MS);
  return {
    startCounting: () => {
      countsFrom = performance.now();
    },
    // What fell due in the measured time counts, however late the answer comes.
    finish: () => {
      endsAt = performance.now();
      return isFinished;
    },
    close: () => {
      clearInterval(ticking);
      for (const { connection } of callers) connection.close();
    },
  };
}
