import pino, { type Logger } from "pino";
import pretty from "pino-pretty";

/** Gathered before they are written: every write passes through the thread pool, where tokens are signed. */
const BUFFER_CHARACTERS = 32_768;
const FLUSH_MILLISECONDS = 250;

export interface ServiceLogger {
  readonly logger: Logger;
  /** Adds a line of JSON of the level `info`, ready to be written; undefined where that level is not logged. */
  readonly writeInfoLine: ((line: string) => void) | undefined;
  /** Writes what is buffered; call it before the process ends. */
  flush(): void;
}

/**
 * JSON lines on standard output, buffered so that no request waits for a slow pipe; readable lines where a person watches. Whoever logs
 * names each field: no request, header, body or error object is ever handed over whole.
 */
export function createLogger(level: string): ServiceLogger {
  const destination = process.stdout.isTTY ? openTerminal() : openPipe();
  const levels = { level: (label: string) => ({ level: label }) };
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: levels },
    destination.stream,
  );
  const writeInfoLine = (line: string) => void destination.stream.write(`${line}\n`);
  return { logger, writeInfoLine: logger.isLevelEnabled("info") ? writeInfoLine : undefined, flush: destination.flush };
}

interface Destination {
  readonly stream: { write(text: string): unknown };
  flush(): void;
}

function openTerminal(): Destination {
  const stream = pretty({
    colorize: true,
    ignore: "request,secret",
    translateTime: "SYS:HH:MM:ss",
    singleLine: true,
    sync: true,
  });
  return { stream, flush: () => undefined };
}

// Gathered here: the destination's own buffer measures all that is in it at every line, which cost more than everything else about a line.
function openPipe(): Destination {
  const sink = pino.destination({ fd: 1, sync: false });
  let lines: string[] = [];
  let characters = 0;
  const pass = () => {
    if (lines.length > 0) sink.write(lines.join(""));
    lines = [];
    characters = 0;
  };
  setInterval(pass, FLUSH_MILLISECONDS).unref();
  const write = (text: string) => {
    lines.push(text);
    characters += text.length;
    if (characters >= BUFFER_CHARACTERS) pass();
  };
  const flush = () => {
    pass();
    try {
      sink.flushSync();
    } catch {
      // standard output is closed: there is nobody left to tell
    }
  };
  return { stream: { write }, flush };
}
