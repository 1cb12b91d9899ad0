export async function smoke({ clientCredentials, TokenError }) {
  const api = process.env.CELITECH_API_ORIGINS;
  let passedMs = 0;
  const clock = {
    now: () => Date.now() + passedMs,
    monotonic: () => performance.now() + passedMs,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        signal.addEventListener("abort", () => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
  const client = clientCredentials({ clock });
  const first = await client.getToken();
  const again = await Promise.all(Array.from({ length: 10 }, () => client.getToken()));
  // A token must be 5 s old before an API's 401 replaces it.
  passedMs = 6_000;
  const response = await client.fetch(`${api}/v1/things`, { method: "POST", body: "body" });
  const redirected = await client.fetch(`${api}/elsewhere`);
  const refusal = await client.fetch("https://other.example").catch((error) => error);
  return {
    first: first.accessToken,
    isCached: again.every((token) => token === first),
    status: response.status,
    redirectedStatus: redirected.status,
    second: client.peek()?.accessToken,
    tokenRequests: client.stats().tokenRequests,
    refusal: refusal instanceof TokenError && refusal.code,
  };
}
