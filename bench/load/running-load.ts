import type { LoadJob } from "./load-job.ts";
import type { Recording } from "./recording.ts";

export type LoadParts = {
  readonly job: LoadJob;
  readonly nextRequest: () => Buffer;
  readonly recording: Recording;
  readonly onFailure: (error: Error) => void;
};

/** A load that is under way. */
export type RunningLoad = {
  /** From now on answers count. */
  readonly startCounting: () => void;
  /** Ends the measured time; resolves when what belongs to it is answered. */
  readonly finish: () => Promise<void>;
  readonly close: () => void;
};
