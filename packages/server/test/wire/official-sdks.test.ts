import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectError } from "../support/expect-answer.ts";
import { createTestClient } from "../support/fixtures.ts";
import { exchange, header, json, type RawAnswer } from "../support/raw-http.ts";
import { type RunningServer, startServer } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";

/** The example of the specification: a secret with everything that has to be encoded. */
const ID = "cid";
const SECRET = "s+/=&% :é";
const PLUS_ENCODED = "s%2B%2F%3D%26%25+%3A%C3%A9";
const PERCENT_ENCODED = "s%2B%2F%3D%26%25%20%3A%C3%A9";

interface SdkRequest {
  readonly sdk: string;
  /** The header lines that its HTTP library sends of itself. */
  readonly headers: readonly string[];
  readonly body: string;
}

const GRANT_FIRST = `grant_type=client_credentials&client_id=${ID}&client_secret=`;
const SDK_REQUESTS: readonly SdkRequest[] = [
  {
    sdk: "TypeScript",
    headers: [
      "accept: */*",
      "accept-language: *",
      "sec-fetch-mode: cors",
      "user-agent: node",
      "accept-encoding: gzip, deflate",
    ],
    body: `${GRANT_FIRST}${PLUS_ENCODED}&scope=`,
  },
  {
    sdk: "Python",
    headers: [
      "User-Agent: python-requests/2.32.3",
      "Accept-Encoding: gzip, deflate",
      "Accept: */*",
      "Connection: keep-alive",
    ],
    body: `${GRANT_FIRST}${PLUS_ENCODED}&scope=`,
  },
  {
    sdk: "Java",
    headers: ["Connection: Keep-Alive", "Accept-Encoding: gzip", "User-Agent: okhttp/4.12.0"],
    body: `${GRANT_FIRST}${PERCENT_ENCODED}&scope=`,
  },
  { sdk: "C#", headers: [], body: `${GRANT_FIRST}${PLUS_ENCODED}&scope=` },
  {
    sdk: "Go",
    headers: ["User-Agent: Go-http-client/1.1", "Accept-Encoding: gzip"],
    body: `client_id=${ID}&client_secret=${PLUS_ENCODED}&grant_type=client_credentials`,
  },
  { sdk: "PHP", headers: ["User-Agent: GuzzleHttp/7"], body: `${GRANT_FIRST}${PLUS_ENCODED}` },
  {
    sdk: "Ruby",
    headers: ["Accept-Encoding: gzip;q=1.0,deflate;q=0.6,identity;q=0.3", "Accept: */*", "User-Agent: Ruby"],
    body: `${GRANT_FIRST}${PLUS_ENCODED}`,
  },
];

const PATHS = ["/oauth2/token", "/v1/oauth2/token", "//oauth2/token", "//v1/oauth2/token"];

function bytesOf({ headers, body }: Pick<SdkRequest, "headers" | "body">, path: string): string {
  const lines = [
    `POST ${path} HTTP/1.1`,
    "Host: auth.example",
    ...headers,
    "Content-Type: application/x-www-form-urlencoded",
    `Content-Length: ${body.length}`,
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** What any of the seven would break on. */
function expectWhatSdksReadFrom(answer: RawAnswer): string {
  expect(answer.status).toBe(200); // no redirect: all break on 302, and four send the secret again on 307
  expect(header(answer, "location")).toBeUndefined();
  expect(header(answer, "content-type")).toMatch(/^application\/json\b/); // Python reads nothing else
  expect(header(answer, "content-encoding")).toBeUndefined(); // though some offer gzip
  expect(header(answer, "content-length")).toBe(String(Buffer.byteLength(answer.body)));
  const { access_token, expires_in, token_type } = json(answer);
  expect(typeof access_token).toBe("string"); // Go panics without it
  expect(answer.body).toMatch(/"expires_in":\d+[,}]/); // an integer: text breaks TypeScript and Go, none is for ever in Python
  expect({ expires_in, token_type }).toEqual({ expires_in: 3_600, token_type: "Bearer" });
  return String(access_token);
}

describe.each(STORES)("official SDKs on %s", (store) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(store);
    await createTestClient(server.service.administration, { imported: [ID, SECRET] });
    await server.seesChanges();
  });
  afterAll(() => server.stop());

  test.each(SDK_REQUESTS)("replays the bytes of the $sdk SDK", async (request) => {
    for (const path of PATHS) {
      const token = expectWhatSdksReadFrom(await exchange(server.port, bytesOf(request, path)));
      expect(decodeJwt(token)).toMatchObject({ client_id: ID, scope: "read" }); // an empty scope is none asked for
    }
  });

  test("the body of the specification is that of TypeScript and Python, byte for byte", () => {
    const example = "grant_type=client_credentials&client_id=cid&client_secret=s%2B%2F%3D%26%25+%3A%C3%A9&scope=";
    expect(SDK_REQUESTS.slice(0, 2).map(({ body }) => body)).toEqual([example, example]);
    const fields = { grant_type: "client_credentials", client_id: ID, client_secret: SECRET, scope: "" };
    expect(new URLSearchParams(fields).toString()).toBe(example);
  });

  test("the fields come in any order", async () => {
    const fields = ["grant_type=client_credentials", `client_id=${ID}`, `client_secret=${PLUS_ENCODED}`, "scope="];
    for (let shift = 0; shift < fields.length; shift += 1) {
      const body = [...fields.slice(shift), ...fields.slice(0, shift)].join("&");
      expectWhatSdksReadFrom(await exchange(server.port, bytesOf({ headers: [], body }, "/oauth2/token")));
    }
  });

  test("credentials in the header and in the body at once are refused", async () => {
    const headers = [`Authorization: Basic ${Buffer.from(`${ID}:${SECRET}`).toString("base64")}`];
    const body = `${GRANT_FIRST}${PLUS_ENCODED}`;
    expectError(await exchange(server.port, bytesOf({ headers, body }, "/oauth2/token")), 400, "invalid_request");
  });

  test("ten calls at once get ten tokens, and a new one ends no older one", async () => {
    const [request] = SDK_REQUESTS;
    const text = bytesOf(request ?? { headers: [], body: "" }, "/oauth2/token");
    const answers = await Promise.all(Array.from({ length: 10 }, () => exchange(server.port, text)));
    const claims = answers.map((answer) => decodeJwt(expectWhatSdksReadFrom(answer)));
    expect(new Set(claims.map(({ jti }) => jti)).size).toBe(10);
    expect(new Set(claims.map(({ gen, cred }) => JSON.stringify([gen, cred]))).size).toBe(1);
  });

  test("a token for every call, as Go asks, and for every web request, as PHP does, is never too many", async () => {
    const text = bytesOf(SDK_REQUESTS[4] ?? { headers: [], body: "" }, "/oauth2/token");
    for (let round = 0; round < 20; round += 1) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => exchange(server.port, text)));
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    }
  });
});
