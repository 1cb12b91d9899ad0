/** How a document of the issuer is fetched. */
export interface GetLimits {
  readonly bytesMax: number;
  readonly timeoutMilliseconds: number;
}

export interface GetAnswer {
  readonly status: number;
  readonly etag: string | null;
  readonly body: Uint8Array;
}

export type Fetch = typeof globalThis.fetch;

/**
 * One GET whose time and size have a limit. Redirects are refused: keys come from where the issuer says, not from where that place points.
 *
 * @throws Error with a constant message that names the cause.
 */
export async function boundedGet(
  fetch: Fetch | undefined,
  url: string,
  headers: Readonly<Record<string, string>>,
  limits: GetLimits,
): Promise<GetAnswer> {
  const signal = AbortSignal.timeout(limits.timeoutMilliseconds);
  const { promise: timedOut, reject } = promiseWithReject();
  const onAbort = () => reject(new Error("no answer in time"));
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([get(fetch ?? globalThis.fetch, url, headers, limits, signal), timedOut]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

async function get(
  fetch: Fetch,
  url: string,
  headers: Readonly<Record<string, string>>,
  limits: GetLimits,
  signal: AbortSignal,
): Promise<GetAnswer> {
  const response = await fetch(url, { headers, redirect: "error", signal }).catch((cause: unknown) => {
    throw new Error("the connection failed", { cause });
  });
  const body = await boundedBody(response, limits.bytesMax);
  return { status: response.status, etag: response.headers.get("etag"), body };
}

async function boundedBody(response: Response, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early cancels the stream, which closes the connection: the rest is never read.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw new Error("the answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function promiseWithReject(): { promise: Promise<never>; reject: (reason: Error) => void } {
  let reject: (reason: Error) => void = () => {};
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise;
  });
  promise.catch(() => {});
  return { promise, reject };
}
