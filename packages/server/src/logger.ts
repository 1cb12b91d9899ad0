import pino, { type Logger } from "pino";
import pretty from "pino-pretty";

const BUFFER_BYTES = 8_192;
const FLUSH_MILLISECONDS = 250;

export interface ServiceLogger {
  readonly logger: Logger;
  /** Writes what is buffered; call it before the process ends. */
  flush(): void;
}

/**
 * JSON lines on standard output, buffered so that no request waits for a slow pipe; readable lines where a person watches. Whoever logs
 * names each field: no request, header, body or error object is ever handed over whole.
 */
export function createLogger(level: string): ServiceLogger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (process.stdout.isTTY) {
    const stream = pretty({
      colorize: true,
      ignore: "request,secret",
      translateTime: "SYS:HH:MM:ss",
      singleLine: true,
      sync: true,
    });
    return { logger: pino(options, stream), flush: () => undefined };
  }
  const destination = pino.destination({
    fd: 1,
    sync: false,
    minLength: BUFFER_BYTES,
    periodicFlush: FLUSH_MILLISECONDS,
  });
  return {
    logger: pino(options, destination),
    flush: () => {
      try {
        destination.flushSync();
      } catch {
        // standard output is closed: there is nobody left to tell
      }
    },
  };
}
