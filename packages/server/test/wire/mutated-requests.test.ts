import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectToken } from "../support/expect-answer.ts";
import { AWKWARD_SECRET, PLAIN_SECRET } from "../support/fixtures.ts";
import { header, json, type RawAnswer, RawConnection } from "../support/raw-http.ts";
import { useServers } from "../support/running-server.ts";
import { STORES } from "../support/stores.ts";
import { tokenRequestText } from "../support/token-request.ts";

/** To each of the servers. */
const REQUESTS = 10_000;
const AT_ONCE = 20;

// Without limits that would turn most answers into 429.
const servers = useServers({
  environment: { FAILURES_PER_CLIENT_ADDRESS_PER_MINUTE: "1000000", FAILURES_PER_ADDRESS_PER_MINUTE: "1000000" },
});

/** Every status of the tables, with the errors that it may carry. */
const ANSWERS: Readonly<Record<number, readonly string[]>> = {
  400: ["invalid_request", "unauthorized_client", "unsupported_grant_type", "invalid_scope", "invalid_target"],
  401: ["invalid_client"],
  404: ["invalid_request"],
  405: ["invalid_request"],
  408: ["invalid_request"],
  413: ["invalid_request"],
  431: ["invalid_request"],
};

const base = fc.constantFrom(
  tokenRequestText({ basic: ["c2", AWKWARD_SECRET] }),
  tokenRequestText({ basic: ["nogrant", PLAIN_SECRET] }),
  tokenRequestText({
    form: { grant_type: "client_credentials", client_id: "c2", client_secret: AWKWARD_SECRET, scope: "read" },
  }),
  tokenRequestText({
    basic: ["several", PLAIN_SECRET],
    form: "grant_type=client_credentials&resource=https://rsa.example&scope=",
  }),
  tokenRequestText({
    basic: ["c2", AWKWARD_SECRET],
    headers: ["Expect: 100-continue", "Origin: https://a.example", "X-Forwarded-For: 1.2.3.4"],
  }),
  tokenRequestText({ basic: ["c2", AWKWARD_SECRET] })
    .replace(/Content-Length: \d+/, "Transfer-Encoding: chunked")
    .replace("grant_type=client_credentials", "1d\r\ngrant_type=client_credentials\r\n0\r\n\r\n"),
);

const SPLICES = [
  ...[
    "\0",
    "\n",
    "\r\n",
    "\r\n\r\n",
    "%",
    "%00",
    "%ff",
    "%ZZ",
    "&",
    "&&",
    "=",
    "+",
    "#",
    "?",
    "//",
    "/../",
    ":",
    ";",
    ",",
    "\u00e9",
    "\ufeff",
  ],
  ...[
    "Authorization: Basic x\r\n",
    "Content-Length: 0\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Connection: close\r\n",
    "Host: x\r\n",
  ],
  ...[
    "&grant_type=x",
    "&scope=a b",
    "&client_secret=x",
    "&client_assertion=x",
    "&resource=x",
    "&resource=y",
    "&__proto__=x",
  ],
  ...[
    "x".repeat(5_000),
    "x=1&".repeat(300),
    "é".repeat(10_000),
    "GET /oauth2/token HTTP/1.1\r\n",
    "HTTP/1.0",
    "HTTP/2.0",
    "CONNECT",
    "TRACE",
  ],
];

const FORMS = [
  "grant_type=client_credentials&scope=read+write",
  "grant_type=client_credentials&resource=https%3A%2F%2Fapi.example&audience=https%3A%2F%2Fapi.example",
  "grant_type=client_credentials&client_id=c2&client_secret=&unknown=%E2%82%AC",
];

type Mutation = (bytes: Buffer<ArrayBufferLike>) => Buffer<ArrayBufferLike>;
const at = (place: number, bytes: Buffer) => Math.floor(place * bytes.length);
const place = fc.nat(999_999).map((millionths) => millionths / 1_000_000);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 0, max: 255 })).map(
    ([where, byte]): Mutation =>
      (bytes) => {
        const changed = Buffer.from(bytes);
        changed[at(where, bytes)] = byte;
        return changed;
      },
  ),
  fc.tuple(place, fc.constantFrom(...SPLICES)).map(
    ([where, text]): Mutation =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, at(where, bytes)), Buffer.from(text), bytes.subarray(at(where, bytes))]),
  ),
  fc.tuple(place, place).map(
    ([one, other]): Mutation =>
      (bytes) => {
        const [from, to] = [at(Math.min(one, other), bytes), at(Math.max(one, other), bytes)];
        return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
      },
  ),
  fc.tuple(place, place).map(
    ([one, other]): Mutation =>
      (bytes) => {
        const [from, to] = [at(Math.min(one, other), bytes), at(Math.max(one, other), bytes)];
        return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
      },
  ),
);
const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });
const mutate = (text: string, list: readonly Mutation[]) =>
  list.reduce<Buffer<ArrayBufferLike>>((bytes, change) => change(bytes), Buffer.from(text));

/** Changed anywhere, so that often it is no HTTP any more. */
const mutatedBytes = fc.tuple(base, mutations).map(([text, list]) => mutate(text, list));
/** Well-framed, so that what is changed reaches the token endpoint. */
const mutatedForm = fc
  .tuple(
    fc.constantFrom("POST", "POST", "POST", "PUT", "GET", "HEAD", "OPTIONS"),
    fc.constantFrom(...FORMS),
    mutations,
    fc.boolean(),
  )
  .map(([method, text, list, isPath]) => {
    const form = isPath ? text : mutate(text, list).toString("latin1");
    const path = isPath
      ? mutate("/oauth2/token?x=1", list)
          .toString("latin1")
          .replaceAll(/[^!-~]/g, "")
      : "/oauth2/token";
    return Buffer.from(tokenRequestText({ method, path, form, basic: ["c2", AWKWARD_SECRET] }));
  });
const mutated = fc.oneof(mutatedBytes, mutatedForm);

/** Everything that the server answers to the bytes, until it or we have nothing more to say. */
async function answersTo(port: number, bytes: Buffer): Promise<readonly RawAnswer[]> {
  const connection = await RawConnection.open(port);
  try {
    connection.write(bytes);
    connection.end();
    const isHead = /^HEAD /.test(bytes.toString("latin1", 0, 8));
    const answers: RawAnswer[] = [];
    for (let answer = await connection.nextAnswer(isHead); answer; answer = await connection.nextAnswer(isHead))
      answers.push(answer);
    return answers;
  } finally {
    connection.destroy();
  }
}

function problemWith(answer: RawAnswer): string | undefined {
  if (answer.status === 100) return undefined;
  if (header(answer, "cache-control") !== "no-store") return "it may be stored";
  if (answer.status === 200) return json(answer)["token_type"] === "Bearer" ? undefined : "no token";
  const allowed = ANSWERS[answer.status];
  if (allowed === undefined) return "a status that is in no table";
  if (answer.body === "") return undefined; // HEAD
  return allowed.includes(String(json(answer)["error"])) ? undefined : "an error that does not belong to the status";
}

describe.each(STORES)("mutated requests on %s", (store) => {
  test("find only answers from the table, and leave the server as it was", async () => {
    const { port, log, request } = servers.on(store);
    const seed = Math.floor(Math.random() * 2 ** 31);
    const requests = fc.sample(mutated, { numRuns: REQUESTS, seed });
    const statuses = new Set<number>();
    const send = async (bytes: Buffer) => {
      for (const answer of await answersTo(port, bytes)) {
        statuses.add(answer.status);
        const problem = problemWith(answer);
        if (problem !== undefined)
          expect.fail(`${problem}, seed ${seed}: ${JSON.stringify({ answer, sent: bytes.toString("latin1") })}`);
      }
    };
    const waiting = requests.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const bytes of waiting) await send(bytes);
      }),
    );
    expect([...statuses]).toEqual(expect.arrayContaining([400, 401, 404, 405]));
    expect(log.lines.filter((line) => line.includes("request failed"))).toEqual([]);
    expectToken(await request({ basic: ["c2", AWKWARD_SECRET] }));
  }, 120_000);
});
