import { once } from "node:events";
import { type ClientHttp2Session, connect as connectHttp2, constants } from "node:http2";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectError, expectToken } from "../support/expect-answer.ts";
import { header, type RawAnswer, RawConnection } from "../support/raw-http.ts";
import { useServers } from "../support/running-server.ts";
import { createTestCertificate } from "../support/self-signed-certificate.ts";
import { STORES, type Store } from "../support/stores.ts";
import { base64, basicHeader, FORM_TYPE, GRANT, tokenRequestText } from "../support/token-request.ts";

const { cert, key } = createTestCertificate();
const servers = useServers({ environment: { TLS_CERT: cert, TLS_KEY: key, REQUEST_TIMEOUT_SECONDS: "1" } });

async function openTls(store: Store, maxVersion?: "TLSv1.1" | "TLSv1.2"): Promise<RawConnection> {
  const { port } = servers.on(store);
  const socket = connectTls({
    port,
    ca: cert,
    servername: "localhost",
    ALPNProtocols: ["http/1.1"],
    ...(maxVersion && { maxVersion, minVersion: maxVersion, ciphers: "DEFAULT@SECLEVEL=0" }),
  });
  await once(socket, "secureConnect");
  return new RawConnection(socket);
}

function c1Header(store: Store): string {
  const { c1 } = servers.on(store).fixtures;
  return basicHeader(c1.id, c1.secret);
}

describe.each(STORES)("A14, A17: HTTP/1 over TLS on %s", (store) => {
  test("A14: plain HTTP is refused, and never redirected to https", async () => {
    const connection = await RawConnection.open(servers.on(store).port);
    connection.write(tokenRequestText({ authorization: c1Header(store) }));
    const received = (await connection.untilClosed()).toString("latin1");
    expect(received).not.toMatch(/HTTP\/1\.1 (2|3)\d\d|location|access_token/i);
  });

  test("A17: HTTP/1.1 over TLS gets a token, also over TLS 1.2", async () => {
    for (const version of [undefined, "TLSv1.2"] as const) {
      const connection = await openTls(store, version);
      connection.write(tokenRequestText({ authorization: c1Header(store) }));
      expectToken(await connection.answer());
      connection.destroy();
    }
  });

  test("A14: TLS 1.1 is refused", async () => {
    await expect(openTls(store, "TLSv1.1")).rejects.toThrow();
  });

  test("A12: a body that comes byte by byte over TLS is answered 408 at the time-out", async () => {
    const connection = await openTls(store);
    connection.write(
      tokenRequestText({ authorization: c1Header(store), form: "" }).replace(
        "Content-Length: 0",
        "Content-Length: 200",
      ),
    );
    const timer = setInterval(() => connection.write("g"), 200);
    try {
      expectError(await connection.answer(), 408, "invalid_request");
      await connection.untilClosed();
    } finally {
      clearInterval(timer);
      connection.destroy();
    }
  });

  test("A13: what is no HTTP is answered 400 over TLS", async () => {
    const connection = await openTls(store);
    connection.write("HELLO\r\n\r\n");
    expectError(await connection.answer(), 400, "invalid_request");
    await connection.untilClosed();
  });
});

type Headers = Readonly<Record<string, string | string[]>>;

/** One request over HTTP/2. Without a body it is left open. */
async function exchangeHttp2(
  session: ClientHttp2Session,
  headers: Headers,
  body?: string | Buffer,
): Promise<RawAnswer> {
  const stream = session.request({
    ":method": "POST",
    ":path": "/oauth2/token",
    "content-type": FORM_TYPE,
    ...headers,
  });
  stream.on("error", () => undefined);
  if (body !== undefined) stream.end(body);
  const [answer] = (await once(stream, "response")) as [Record<string, string | number>];
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(stream, "end");
  stream.close();
  const names = Object.keys(answer).filter((name) => !name.startsWith(":"));
  return {
    status: Number(answer[":status"]),
    headers: names.map((name) => [name, String(answer[name])]),
    body: Buffer.concat(chunks).toString(),
  };
}

describe.each(STORES)("A17: HTTP/2 over TLS on %s", (store) => {
  let session: ClientHttp2Session;
  beforeAll(async () => {
    session = connectHttp2(`https://localhost:${servers.on(store).port}`, {
      ca: cert,
      lookup: (_host, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
    });
    await once(session, "connect");
  });
  afterAll(() => session.destroy());

  test("A17: POST gets a token", async () => {
    expectToken(await exchangeHttp2(session, { authorization: c1Header(store) }, GRANT));
  });

  test("A17: a page of the dashboard comes over HTTP/2 too", async () => {
    const answer = await exchangeHttp2(session, { ":method": "GET", ":path": "/sign-in", accept: "text/html" });
    expect([answer.status, header(answer, "content-type")]).toEqual([503, "text/html; charset=utf-8"]);
    expect(header(answer, "content-security-policy")).toContain("frame-ancestors 'none'");
    expect(answer.body).toContain("The dashboard is not built");
  });

  test("A17: the errors are those of HTTP/1", async () => {
    const authorization = c1Header(store);
    expectError(await exchangeHttp2(session, {}, GRANT), 401, "invalid_client");
    expectError(
      await exchangeHttp2(session, { authorization: `Basic ${base64("c2:x")}` }, GRANT),
      401,
      "invalid_client",
    );
    expectError(await exchangeHttp2(session, { authorization, ":method": "GET" }), 405, "invalid_request");
    expectError(await exchangeHttp2(session, { authorization, ":path": "/x" }, GRANT), 404, "invalid_request");
    expectError(
      await exchangeHttp2(session, { authorization, "content-type": "text/plain" }, GRANT),
      400,
      "invalid_request",
    );
  });

  test("A11: a body of more than 16 KiB is answered 413, announced or not", async () => {
    const authorization = c1Header(store);
    const body = `${GRANT}&x=`.padEnd(16_385, "x");
    expectError(await exchangeHttp2(session, { authorization }, body), 413, "invalid_request");
    expectError(
      await exchangeHttp2(session, { authorization, "content-length": "16385" }, body),
      413,
      "invalid_request",
    );
    expectToken(await exchangeHttp2(session, { authorization }, GRANT));
  });

  test("A12: a body that comes byte by byte ends at the time-out", async () => {
    const stream = session.request({
      ":method": "POST",
      ":path": "/oauth2/token",
      "content-type": FORM_TYPE,
      authorization: c1Header(store),
    });
    stream.on("error", () => undefined);
    const timer = setInterval(() => stream.writable && stream.write("g"), 200);
    try {
      const [answer] = (await once(stream, "response")) as [Record<string, number>];
      expect(answer[":status"]).toBe(408);
      stream.resume();
      await once(stream, "close");
      expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
    } finally {
      clearInterval(timer);
    }
  });
});

test("A16: a second authorization field is refused over HTTP/2 as well", async () => {
  const options = { ca: cert, strictSingleValueFields: false }; // Node's client would refuse to send it
  const session = connectHttp2(`https://localhost:${servers.on("SQLite").port}`, options);
  try {
    const authorization = c1Header("SQLite");
    const answer = await exchangeHttp2(session, { authorization: [authorization, authorization] }, GRANT);
    expectError(answer, 400, "invalid_request");
  } finally {
    session.destroy();
  }
});
