import { describe, expect, test } from "vitest";
import { expectError, expectToken } from "../support/expect-answer.ts";
import { exchange, header, RawConnection } from "../support/raw-http.ts";
import { useServers } from "../support/running-server.ts";
import { STORES, type Store } from "../support/stores.ts";
import { basicHeader, FORM_TYPE, GRANT, tokenRequestText } from "../support/token-request.ts";

const servers = useServers({ environment: { REQUEST_TIMEOUT_SECONDS: "1" } });
const BODY_BYTES_MAX = 16_384;

/** The head of a right request of c1, with the framing that the test gives. */
function head(store: Store, framing: readonly string[], version = "1.1"): string {
  const { c1 } = servers.on(store).fixtures;
  const lines = [
    `POST /oauth2/token HTTP/${version}`,
    "Host: auth.example",
    `Content-Type: ${FORM_TYPE}`,
    `Authorization: ${basicHeader(c1.id, c1.secret)}`,
    ...framing,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

function padded(bytes: number): string {
  return `${GRANT}&x=`.padEnd(bytes, "x");
}

async function open(store: Store, ...writes: readonly string[]): Promise<RawConnection> {
  const connection = await RawConnection.open(servers.on(store).port);
  for (const text of writes) connection.write(text);
  return connection;
}

describe.each(STORES)("A11: the size of a body on %s", (store) => {
  test("A11: 16 KiB are accepted, with Content-Length and chunked", async () => {
    const body = padded(BODY_BYTES_MAX);
    const { port } = servers.on(store);
    expectToken(await exchange(port, head(store, [`Content-Length: ${body.length}`]) + body));
    expectToken(await exchange(port, `${head(store, ["Transfer-Encoding: chunked"])}${chunk(body)}0\r\n\r\n`));
  });

  test("A11: one byte more is answered 413 and the connection ends", async () => {
    const body = padded(BODY_BYTES_MAX + 1);
    const connection = await open(store, head(store, [`Content-Length: ${body.length}`]) + body);
    const answer = await connection.answer();
    expectError(answer, 413, "invalid_request");
    expect(header(answer, "connection")).toBe("close");
    await connection.untilClosed();
  });

  test("A11: a body that only announces its size is answered 413 before it arrives", async () => {
    const connection = await open(store, head(store, ["Content-Length: 10000000000"]));
    expectError(await connection.answer(), 413, "invalid_request");
    await connection.untilClosed();
  });

  test("A11: a chunked body without end is answered 413 and read no further", async () => {
    const connection = await open(store, head(store, ["Transfer-Encoding: chunked"]));
    const mebibyte = chunk("x".repeat(1_048_576));
    for (let sent = 0; sent < 32; sent += 1) connection.write(mebibyte);
    expectError(await connection.answer(), 413, "invalid_request");
    await connection.untilClosed();
  });

  test("A11: nor is more read where there is nothing, or another method", async () => {
    const body = padded(BODY_BYTES_MAX + 1);
    for (const change of [{ path: "/nothing" }, { method: "PUT" }]) {
      const connection = await open(store, tokenRequestText({ ...change, form: body }));
      expectError(await connection.answer(), 413, "invalid_request");
      await connection.untilClosed();
    }
  });

  test("A11: the server goes on serving others", async () => {
    const { request, fixtures } = servers.on(store);
    expectToken(await request({ basic: [fixtures.c1.id, fixtures.c1.secret] }));
  });
});

describe.each(STORES)("A12, A13: requests that do not arrive whole on %s", (store) => {
  test("A12: a body that comes byte by byte is answered 408 at the time-out, and the connection ends", async () => {
    const connection = await open(store, head(store, [`Content-Length: ${GRANT.length}`]));
    const timer = setInterval(() => connection.write("g"), 200);
    try {
      expectError(await connection.answer(), 408, "invalid_request");
      await connection.untilClosed();
    } finally {
      clearInterval(timer);
      connection.destroy();
    }
  });

  test("A12: headers that come byte by byte are answered 408 at the time-out", async () => {
    const connection = await open(store, "POST /oauth2/token HTTP/1.1\r\nHost: a\r\nX: ");
    const timer = setInterval(() => connection.write("x"), 200);
    try {
      expectError(await connection.answer(), 408, "invalid_request");
      await connection.untilClosed();
    } finally {
      clearInterval(timer);
      connection.destroy();
    }
  });

  test("A13: a body shorter than its Content-Length is answered 408 at the time-out", async () => {
    const connection = await open(store, head(store, [`Content-Length: ${GRANT.length + 1}`]), GRANT);
    expectError(await connection.answer(), 408, "invalid_request");
    await connection.untilClosed();
  });

  test("A13: a caller that hangs up in the middle of a body is no failure of the server", async () => {
    const { log } = servers.on(store);
    const connection = await open(store, head(store, ["Content-Length: 1000"]), GRANT);
    connection.destroy();
    const { request, fixtures } = servers.on(store);
    expectToken(await request({ basic: [fixtures.c1.id, fixtures.c1.secret] }));
    expect(log.lines.filter((line) => line.includes("request failed"))).toEqual([]);
  });
});

describe.each(STORES)("A13: where a request ends on %s", (store) => {
  test.each([
    ["Content-Length and Transfer-Encoding together", ["Content-Length: 5", "Transfer-Encoding: chunked"]],
    ["Transfer-Encoding and Content-Length together", ["Transfer-Encoding: chunked", "Content-Length: 5"]],
    ["two different Content-Length lines", ["Content-Length: 29", "Content-Length: 30"]],
    ["a Content-Length that is a list", ["Content-Length: 29, 29"]],
    ["a negative Content-Length", ["Content-Length: -1"]],
    ["a Content-Length with a sign", ["Content-Length: +29"]],
    ["a transfer coding that is not chunked", ["Transfer-Encoding: gzip"]],
    ["chunked that is not last", ["Transfer-Encoding: chunked, identity"]],
    ["a space before the colon", ["Content-Length : 29"]],
    ["a folded header line", ["X: a\r\n b", "Content-Length: 29"]],
    ["a header line without a colon", ["Content-Length 29"]],
    ["a NUL in a header", ["X: a\0b", "Content-Length: 29"]],
  ])("A13: %s is answered 400 and the connection closed", async (_what, framing) => {
    const connection = await open(store, head(store, framing), `${chunk(GRANT)}0\r\n\r\n`);
    const answer = await connection.answer();
    expectError(answer, 400, "invalid_request");
    expect(header(answer, "connection")).toBe("close");
    expect((await connection.untilClosed()).toString()).toBe("");
  });

  test.each(["G\r\ngrant", "5;\0\r\ngrant\r\n0\r\n\r\n", "5\r\ngrantX\r\n"])(
    "A13: a chunk that is not well-formed is answered 400 and the connection closed (%j)",
    async (chunks) => {
      const connection = await open(store, head(store, ["Transfer-Encoding: chunked"]), chunks);
      expectError(await connection.answer(), 400, "invalid_request");
      await connection.untilClosed();
    },
  );

  test("A13: bytes after the body are the next request", async () => {
    const request = head(store, [`Content-Length: ${GRANT.length}`]) + GRANT;
    const missing = tokenRequestText({ path: "/smuggled" });
    const connection = await open(store, request + missing + request);
    expectToken(await connection.answer());
    expectError(await connection.answer(), 404, "invalid_request");
    expectToken(await connection.answer());
    connection.destroy();
  });

  test("A13: bytes after the body that are no request end the connection after the answer", async () => {
    const connection = await open(
      store,
      `${head(store, [`Content-Length: ${GRANT.length}`])}${GRANT}&scope=write\r\n\r\n`,
    );
    expectToken(await connection.answer());
    await connection.untilClosed();
  });

  test("A13: a request without Host is answered 400", async () => {
    const text = tokenRequestText({}).replace("Host: auth.example\r\n", "");
    expectError(await exchange(servers.on(store).port, text), 400, "invalid_request");
  });
});

describe.each(STORES)("A17: forms of HTTP/1 on %s", (store) => {
  test("A17: Expect: 100-continue gets 100, then the token", async () => {
    const connection = await open(store, head(store, ["Expect: 100-continue", `Content-Length: ${GRANT.length}`]));
    expect((await connection.answer()).status).toBe(100);
    connection.write(GRANT);
    expectToken(await connection.answer());
    connection.destroy();
  });

  test("A17: another expectation is ignored", async () => {
    const text = head(store, ["Expect: 200-ok", `Content-Length: ${GRANT.length}`]) + GRANT;
    expectToken(await exchange(servers.on(store).port, text));
  });

  test("A17: HTTP/1.0 gets the same answer, and the connection ends", async () => {
    const connection = await open(store, head(store, [`Content-Length: ${GRANT.length}`], "1.0") + GRANT);
    expectToken(await connection.answer());
    await connection.untilClosed();
  });

  test("A17: many requests share one connection", async () => {
    const connection = await open(store);
    for (let count = 0; count < 5; count += 1) {
      connection.write(head(store, [`Content-Length: ${GRANT.length}`]) + GRANT);
      expectToken(await connection.answer());
    }
    connection.destroy();
  });

  test("A17: a request to upgrade is answered as if it had not asked", async () => {
    const text = head(store, ["Connection: Upgrade", "Upgrade: h2c", `Content-Length: ${GRANT.length}`]) + GRANT;
    expectToken(await exchange(servers.on(store).port, text));
  });
});
