import pino, { type Logger } from "pino";

export interface CapturedLog {
  readonly logger: Logger;
  readonly writeAccessLine: (line: string) => void;
  /** Everything that was logged, line by line. */
  readonly lines: string[];
}

/** A log in memory, as fine as it gets. */
export function captureLog(): CapturedLog {
  const lines: string[] = [];
  const logger = pino({ level: "trace", base: null }, { write: (line: string) => void lines.push(line) });
  return { logger, writeAccessLine: (line) => void lines.push(`${line}\n`), lines };
}
