import { deriveCredential } from "../seed/derive-credential.ts";
import type { LoadJob } from "./load-job.ts";
import { serialiseTokenRequest } from "./token-request.ts";

// More than a run sends, and 40 MB of requests at most: beyond it the same draw starts again.
const DRAWN_REQUESTS_MAX = 120_000;

/**
 * Serialises what a job will send and returns the function that hands it out. For many clients they are drawn with
 * equal chances from all, not walked through in turn: a walk would be the worst case for every cache of the server's.
 */
export function prepareRequests({ credentials, port, path }: LoadJob): () => Buffer {
  switch (credentials.kind) {
    case "one": {
      const request = serialiseTokenRequest(port, path, credentials.credential);
      return () => request;
    }
    case "derived": {
      const requests = Array.from({ length: Math.min(credentials.count, DRAWN_REQUESTS_MAX) }, () => {
        const index = Math.floor(Math.random() * credentials.count);
        return serialiseTokenRequest(port, path, deriveCredential(index));
      });
      const first = requests[0];
      if (first === undefined) throw new RangeError("a load needs at least one client");
      let next = 0;
      return () => {
        const request = requests[next] ?? first;
        next = next + 1 === requests.length ? 0 : next + 1;
        return request;
      };
    }
  }
}
