import { type HttpConnection, openHttpConnection } from "./http-connection.ts";
import type { LoadParts, RunningLoad } from "./running-load.ts";

/** Every connection always has exactly one request under way. */
export function startLoadAsAnswered({ job, nextRequest, recording, onFailure }: LoadParts): RunningLoad {
  let isCounting = false;
  const openOne = (): HttpConnection => {
    let sentAt = 0;
    const send = (): void => {
      const request = nextRequest();
      sentAt = performance.now();
      connection.send(request);
    };
    const connection = openHttpConnection(job.port, {
      onOpen: send,
      onAnswer: (answer) => {
        recording.takeAnswer(answer, sentAt, isCounting);
        send();
      },
      onFailure,
    });
    return connection;
  };
  const connections = Array.from({ length: job.connections }, openOne);
  return {
    startCounting: () => {
      isCounting = true;
    },
    // Answers count in the time in which they come, so there is nothing to wait for.
    finish: async () => {
      isCounting = false;
    },
    close: () => {
      for (const connection of connections) connection.close();
    },
  };
}
