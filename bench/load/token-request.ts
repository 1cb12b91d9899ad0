import type { Credential } from "./load-job.ts";

const BODY = "grant_type=client_credentials";

/** The bytes of the one request that every competitor gets. Serialised before the clock starts. */
export function serialiseTokenRequest(port: number, path: string, { clientId, secret }: Credential): Buffer {
  const authorization = Buffer.from(`${clientId}:${secret}`, "latin1").toString("base64");
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Basic ${authorization}\r\n` +
      `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
    "latin1",
  );
}
