// A process of its own: takes one LoadJob after another from its parent and answers each with a LoadReport.
//
// Why not autocannon: it takes half as much CPU again per request, and on a small machine, which the generator shares
// with the server, that is taken from what is measured. This one sends bytes serialised before the clock starts, and
// reads of an answer what it must to know that it is a complete 200.
import { setTimeout as sleep } from "node:timers/promises";
import { readCpuTime, readSystemCpuTime } from "../measure/cpu-time.ts";
import { readResidentBytes } from "../measure/resident-memory.ts";
import { startLoadAsAnswered } from "./load-as-answered.ts";
import { startLoadAtFixedRate } from "./load-at-fixed-rate.ts";
import type { CpuMicrosPerRequest, LoadJob, LoadReport } from "./load-job.ts";
import { prepareRequests } from "./prepare-requests.ts";
import { Recording } from "./recording.ts";
import type { LoadParts, RunningLoad } from "./running-load.ts";

// No answer on any connection for so long means a hung server, not a slow one: nothing in ours waits longer than 5 s.
const SILENCE_MS_MAX = 10_000;

process.on("message", (job: LoadJob) => {
  runJob(job).then(
    (report) => process.send?.({ report }),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});

async function runJob(job: LoadJob): Promise<LoadReport> {
  const nextRequest = prepareRequests(job);
  const recording = new Recording();
  const { promise: failure, reject: onFailure } = Promise.withResolvers<never>();
  const load = startLoad({ job, nextRequest, recording, onFailure });
  const watch = setInterval(() => {
    if (performance.now() - recording.lastAnswerAt > SILENCE_MS_MAX)
      onFailure(new Error("the server stopped answering"));
  }, SILENCE_MS_MAX / 10);
  try {
    return await Promise.race([measure(job, load, recording), failure]);
  } finally {
    clearInterval(watch);
    load.close();
  }
}

function startLoad(parts: LoadParts): RunningLoad {
  const { pace } = parts.job;
  switch (pace.kind) {
    case "as-answered":
      return startLoadAsAnswered(parts);
    case "fixed-rate":
      return startLoadAtFixedRate(pace.requestsPerSecond, parts);
  }
}

async function measure(job: LoadJob, load: RunningLoad, recording: Recording): Promise<LoadReport> {
  await sleep(job.leadInSeconds * 1000);
  const cpuBefore = readObservedCpu(job);
  const startedAt = performance.now();
  load.startCounting();
  await sleep(job.seconds * 1000);
  const finish = load.finish();
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuAfter = readObservedCpu(job);
  const residentBytes = sumResidentBytes(job.observedPids);
  await finish;
  return {
    requests: recording.requests,
    seconds,
    requestsPerSecond: recording.requests / seconds,
    latencyMs: recording.summariseLatencies(),
    generatorDelayMsMax: recording.generatorDelayMsMax,
    sampledTokens: recording.sampledTokens,
    cpuMicrosPerRequest: divideCpu(cpuBefore, cpuAfter, recording.requests),
    residentBytes,
  };
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

function sumResidentBytes(pids: readonly number[]): number | null {
  let sum = 0;
  for (const pid of pids) {
    const bytes = readResidentBytes(pid);
    if (bytes === null) return null;
    sum += bytes;
  }
  return sum;
}
