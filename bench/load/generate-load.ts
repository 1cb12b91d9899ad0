// A process of its own: takes one LoadJob after another from its parent and answers each with a LoadReport.
//
// Why not autocannon: it takes half as much CPU again per request, and on a small machine, which the generator shares
// with the server, that is taken from what is measured. This one sends bytes serialised before the clock starts, and
// reads of an answer what it must to know that it is a complete 200.
import { connect, type Socket } from "node:net";
import { readCpuTime, readSystemCpuTime } from "../measure/cpu-time.ts";
import { type HttpAnswer, readHttpAnswer } from "./http-answer.ts";
import type { CpuMicrosPerRequest, LoadJob, LoadReport } from "./load-job.ts";
import { prepareRequests } from "./prepare-requests.ts";

// Far above what one process reaches: 100,000 a second for 40 seconds. Reached, the run fails instead of growing.
const REQUESTS_MAX = 4_000_000;
const READ_BUFFER_BYTES = 64 * 1024;
const SAMPLE_EVERY_REQUESTS = 997;
const SAMPLED_TOKENS_MAX = 50;
// No answer on any connection for so long means a hung server, not a slow one.
const SILENCE_MS_MAX = 2_000;

type Recording = {
  readonly latenciesMs: Float64Array;
  readonly sampledTokens: string[];
  requests: number;
  isMeasuring: boolean;
  isOver: boolean;
  lastAnswerAt: number;
};

process.on("message", (job: LoadJob) => {
  runJob(job).then(
    (report) => process.send?.({ report }),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});

async function runJob(job: LoadJob): Promise<LoadReport> {
  const nextRequest = prepareRequests(job);
  const recording: Recording = {
    latenciesMs: new Float64Array(REQUESTS_MAX),
    sampledTokens: [],
    requests: 0,
    isMeasuring: false,
    isOver: false,
    lastAnswerAt: performance.now(),
  };
  const { promise: failure, reject } = Promise.withResolvers<never>();
  const sockets = Array.from({ length: job.connections }, () =>
    openConnection(job.port, nextRequest, recording, reject),
  );
  try {
    return await Promise.race([measure(job, recording), failure]);
  } finally {
    recording.isOver = true;
    for (const socket of sockets) socket.destroy();
  }
}

async function measure(job: LoadJob, recording: Recording): Promise<LoadReport> {
  await sleepWhileAnswered(job.leadInSeconds, recording);
  const cpuBefore = readObservedCpu(job);
  const startedAt = performance.now();
  recording.isMeasuring = true;
  await sleepWhileAnswered(job.seconds, recording);
  recording.isMeasuring = false;
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuAfter = readObservedCpu(job);
  return {
    requests: recording.requests,
    seconds,
    requestsPerSecond: recording.requests / seconds,
    latencyMs: summariseLatencies(recording.latenciesMs.subarray(0, recording.requests).sort()),
    sampledTokens: recording.sampledTokens,
    cpuMicrosPerRequest: divideCpu(cpuBefore, cpuAfter, recording.requests),
  };
}

/** One keep-alive connection that always has exactly one request under way. */
function openConnection(
  port: number,
  nextRequest: () => Buffer,
  recording: Recording,
  fail: (error: Error) => void,
): Socket {
  let sentAt = 0;
  let incomplete: Buffer | null = null;
  const send = (): void => {
    const request = nextRequest();
    sentAt = performance.now();
    socket.write(request);
  };
  const takeBytes = (byteCount: number, buffer: Uint8Array): boolean => {
    if (recording.isOver) return false;
    try {
      const chunk = Buffer.from(buffer.buffer, buffer.byteOffset, byteCount);
      const bytes = incomplete === null ? chunk : Buffer.concat([incomplete, chunk]);
      const answer = readHttpAnswer(bytes);
      // The read buffer is used again, so what stays needs bytes of its own.
      incomplete = answer === null ? Buffer.from(bytes) : null;
      if (answer === null) return true;
      if (answer.totalBytes !== bytes.length) throw new Error("the server sent more than one answer to one request");
      recordAnswer(answer, sentAt, recording);
      send();
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
    return true;
  };
  // onread skips the stream machinery and a 64 KiB allocation for each read.
  const onread = { buffer: Buffer.alloc(READ_BUFFER_BYTES), callback: takeBytes };
  const socket = connect({ port, host: "127.0.0.1", noDelay: true, onread }, send);
  socket.on("error", fail);
  socket.on("close", () => {
    if (!recording.isOver) fail(new Error("the server closed a keep-alive connection"));
  });
  return socket;
}

function recordAnswer(answer: HttpAnswer, sentAt: number, recording: Recording): void {
  if (answer.status !== 200) throw new Error(`status ${answer.status}: ${answer.body.toString()}`);
  recording.lastAnswerAt = performance.now();
  if (!recording.isMeasuring) return;
  if (recording.requests === REQUESTS_MAX) throw new Error(`more than ${REQUESTS_MAX} requests in one run`);
  recording.latenciesMs[recording.requests] = recording.lastAnswerAt - sentAt;
  if (recording.requests % SAMPLE_EVERY_REQUESTS === 0 && recording.sampledTokens.length < SAMPLED_TOKENS_MAX) {
    recording.sampledTokens.push(readAccessToken(answer.body));
  }
  recording.requests += 1;
}

function readAccessToken(body: Buffer): string {
  const answer: unknown = JSON.parse(body.toString());
  if (typeof answer === "object" && answer !== null && "access_token" in answer) {
    if (typeof answer.access_token === "string") return answer.access_token;
  }
  throw new Error(`a 200 without an access token: ${body.toString()}`);
}

async function sleepWhileAnswered(seconds: number, recording: Recording): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  if (performance.now() - recording.lastAnswerAt > SILENCE_MS_MAX) throw new Error("the server stopped answering");
}

function summariseLatencies(sortedMs: Float64Array): LoadReport["latencyMs"] {
  const at = (share: number): number =>
    sortedMs[Math.min(sortedMs.length - 1, Math.floor(sortedMs.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

type ObservedCpu = {
  readonly server: readonly [main: number, others: number];
  readonly own: number;
  readonly all: number;
  readonly busy: number;
};

function readObservedCpu(job: LoadJob): ObservedCpu | null {
  const system = readSystemCpuTime();
  if (system === null) return null;
  let main = 0;
  let others = 0;
  for (const pid of job.observedPids) {
    const time = readCpuTime(pid);
    if (time === null) throw new Error(`process ${pid} is gone`);
    main += time.mainThreadMicros;
    others += time.otherThreadsMicros;
  }
  const own = process.cpuUsage();
  return { server: [main, others], own: own.user + own.system, all: system.allMicros, busy: system.busyMicros };
}

function divideCpu(
  before: ObservedCpu | null,
  after: ObservedCpu | null,
  requests: number,
): CpuMicrosPerRequest | null {
  if (before === null || after === null) return null;
  const main = after.server[0] - before.server[0];
  const others = after.server[1] - before.server[1];
  const own = after.own - before.own;
  const foreign = after.busy - before.busy - main - others - own;
  return {
    serverMainThread: main / requests,
    serverOtherThreads: others / requests,
    generator: own / requests,
    foreignShare: Math.max(0, foreign / (after.all - before.all)),
  };
}
