import {
  type AnswerOf,
  API_PATH,
  type BodyOf,
  type EndpointKey,
  endpoints,
  type ParamsOf,
  PROBLEMS,
  type Problem,
  type QueryOf,
} from "@celitech-auth/contract";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { registerDashboard } from "../../../server/src/http/dashboard/register-dashboard.ts";
import { freePort } from "../../../server/test/support/server-process.ts";
import { type ContextOptions, provideBrowser } from "./browser.ts";
import { buildDashboard } from "./build-dashboard.ts";

export interface FakeRequest<Key extends EndpointKey> {
  readonly params: ParamsOf<Key>;
  readonly query: QueryOf<Key>;
  readonly body: BodyOf<Key>;
}

/** A refusal, as the API words it. */
export class FakeProblem {
  readonly problem: Problem;

  constructor(code: Problem["code"], detail: string, errors?: Problem["errors"]) {
    const { status, title } = PROBLEMS[code];
    const type = `urn:celitech-auth:problem:${code}`;
    this.problem = { type, title, status, detail, code, request_id: "test-1", ...(errors && { errors }) };
  }
}

type Outcome<Key extends EndpointKey> = AnswerOf<Key> | FakeProblem;

/** What the routes answer; a function is asked each time. */
export type FakeAnswers = {
  readonly [Key in EndpointKey]?: Outcome<Key> | ((request: FakeRequest<Key>) => Outcome<Key> | Promise<Outcome<Key>>);
};

export interface BuiltDashboard {
  readonly url: string;
  /** Opens a page as someone who is signed in, unless told otherwise, in a profile of its own. */
  openPage(path: string, options?: ContextOptions & { readonly isSignedIn?: boolean }): Promise<Page>;
  /** Changes answers until the test is finished. */
  changeAnswers(answers: FakeAnswers): void;
  /** What was asked of this route since the test began, the latest last. */
  requests<Key extends EndpointKey>(key: Key): readonly FakeRequest<Key>[];
}

/** The built pages with the headers of the real server, and an API of fixed answers, for all tests of a file. A route without an answer is a 404. */
export function provideBuiltDashboard(answers: FakeAnswers): BuiltDashboard {
  const browser = provideBrowser();
  const seen: { readonly key: EndpointKey; readonly request: unknown }[] = [];
  const state: { server?: FastifyInstance; url: string; answers: FakeAnswers } = { url: "", answers };
  beforeAll(async () => {
    const folder = buildDashboard();
    const port = await freePort();
    state.url = `http://localhost:${port}`;
    state.server = createFakeServer(state, folder, (key, request) => seen.push({ key, request }));
    await state.server.listen({ port, host: "127.0.0.1" });
  });
  afterAll(async () => state.server?.close());
  return {
    get url() {
      return state.url;
    },
    async openPage(path, { isSignedIn = true, ...options } = {}) {
      const context = await browser.openContext(options);
      if (isSignedIn)
        await context.addCookies([{ name: "celitech_auth_session", value: "of-the-test", url: state.url }]);
      seen.length = 0;
      const page = await context.newPage();
      await page.goto(state.url + path);
      return page;
    },
    changeAnswers(changed) {
      const before = state.answers;
      state.answers = { ...before, ...changed };
      onTestFinished(() => {
        state.answers = before;
      });
    },
    requests: <Key extends EndpointKey>(key: Key) =>
      seen.filter((one) => one.key === key).map(({ request }) => request as FakeRequest<Key>),
  };
}

type AnyAnswer = Outcome<EndpointKey> | ((request: unknown) => Promise<Outcome<EndpointKey>>) | undefined;

function createFakeServer(
  state: { readonly url: string; readonly answers: FakeAnswers },
  folder: string,
  noteRequest: (key: EndpointKey, request: unknown) => void,
): FastifyInstance {
  const server = Fastify({ forceCloseConnections: true, exposeHeadRoutes: false });
  const handle = (key: EndpointKey) => async (request: FastifyRequest, reply: FastifyReply) => {
    const asked = { params: request.params, query: request.query, body: request.body };
    noteRequest(key, asked);
    const answer = state.answers[key] as AnyAnswer;
    return sendOutcome(reply, key, typeof answer === "function" ? await answer(asked) : answer, key in state.answers);
  };
  for (const key of Object.keys(endpoints) as EndpointKey[]) {
    const [method = "", path = ""] = key.split(" ");
    server.route({ method, url: API_PATH + path, handler: handle(key) });
  }
  const answerPage = registerDashboard(server, {
    dashboardFolder: folder,
    publicUrl: state.url,
    supportUrl: "https://support.example/",
    programPaths: ["/oauth2", "/v1", "/.well-known", "/health"],
    writeAccessLine: undefined,
    readAddress: () => "127.0.0.1",
  });
  server.setNotFoundHandler((request, reply) => answerPage(request, reply) ?? reply.code(404).send());
  return server;
}

function sendOutcome(reply: FastifyReply, key: EndpointKey, outcome: Outcome<EndpointKey>, isKnown: boolean) {
  const answer = isKnown ? outcome : new FakeProblem("not_found", `the test has no answer for ${key}`);
  if (answer instanceof FakeProblem)
    return reply.code(answer.problem.status).type("application/problem+json").send(JSON.stringify(answer.problem));
  reply.code(endpoints[key].status);
  return answer === undefined ? reply.send() : reply.type("application/json").send(JSON.stringify(answer));
}
