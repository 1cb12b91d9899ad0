import type { TokenClient } from "@celitech-auth/client";
import { type AxiosInstance, isAxiosError } from "axios";

/** Gives every request of `http` a token, and one more try when the API refuses it. */
export function useTokens(http: AxiosInstance, client: TokenClient): AxiosInstance {
  const retried = new WeakSet<object>();
  // A redirect could lead the token elsewhere.
  http.defaults.maxRedirects = 0;
  http.interceptors.request.use(async (config) => {
    config.headers.set(await client.headers({ signal: config.signal as AbortSignal | undefined }));
    return config;
  });
  http.interceptors.response.use(undefined, async (error: unknown) => {
    if (!isAxiosError(error) || error.response?.status !== 401 || !error.config) throw error;
    const { config } = error;
    const token = String(config.headers.get("Authorization")).replace("Bearer ", "");
    const isStream = typeof config.data?.pipe === "function";
    if (retried.has(config) || !client.invalidate(token) || isStream) throw error;
    retried.add(config);
    return http.request(config);
  });
  return http;
}
