import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runnableProgram } from "../../../test/bundle-program.ts";
import { FakeIssuer } from "./fakes/fake-issuer.ts";
import { FRAMEWORKS } from "./fakes/framework-servers.ts";
import { getRaw } from "./fakes/raw-http.ts";
import { signingKey } from "./fakes/signing-key.ts";

const MARK = "mark7f3a9";
const HOSTILE = [
  `${MARK}\r\nSet-Cookie: a=b`,
  `${MARK}\n\n<html>`,
  `${MARK}"quoted"\\`,
  `${MARK}\u2603`,
  `${MARK}\u0000`,
  `${MARK}", error="none`,
];

async function startChild(framework: string, issuer: FakeIssuer): Promise<{ child: ChildProcess; port: number }> {
  const program = await runnableProgram(join(import.meta.dirname, "fakes/framework-process.ts"));
  const child = fork(program, [framework, issuer.url], {
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  onTestFinished(() => void child.kill());
  const [port] = await once(child, "message");
  return { child, port: Number(port) };
}

test.each(Object.keys(FRAMEWORKS))(
  "V36: %s: hostile alg, kid and iss get well-formed ASCII answers, the process lives on, and nothing is reflected",
  async (framework) => {
    const issuer = await FakeIssuer.start();
    const { child, port } = await startChild(framework, issuer);
    const stranger = signingKey();
    for (const text of HOSTILE) {
      const tokens = [
        issuer.token({}, { alg: text }),
        issuer.token({}, { kid: text }, stranger),
        issuer.token({ iss: text }),
        issuer.token({ aud: text, scope: text, sub: text }),
        issuer.token({}, { typ: text }),
      ];
      for (const token of tokens) {
        const answer = await getRaw(port, "/", [`Authorization: Bearer ${token}`]);
        expect(answer.status).toBe(401);
        expect(answer.text).toMatch(/^[\t\r\n\x20-\x7e]*$/);
        expect(answer.text).not.toContain(MARK);
        expect(answer.headers["set-cookie"]).toBeUndefined();
      }
      // The same bytes in the header itself, where the parser lets them through.
      const raw = await getRaw(port, "/", [`Authorization: Bearer ${text.replace(/[\r\n\0]/g, "")}\xe9`]);
      expect([400, 401]).toContain(raw.status);
      expect(raw.text).not.toContain(MARK);
    }
    expect((await getRaw(port, "/", [`Authorization: Bearer ${issuer.token()}`])).status).toBe(200);
    expect(child.exitCode).toBeNull();
  },
);
