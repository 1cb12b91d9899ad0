import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningServer, startServer } from "../../server/test/support/running-server.ts";
import { freePort } from "../../server/test/support/server-process.ts";
import type { Snippet, SnippetValues } from "../src/snippets/snippet.ts";
import { SNIPPETS } from "../src/snippets/snippet-table.ts";

const run = promisify(execFile);

/** How each language runs a file, for those that need nothing else installed. */
const RUNNERS: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  curl: ["sh"],
  typescript: [process.execPath],
  python: ["python3"],
  go: ["go", "run"],
  php: ["php"],
  java: ["java"],
  ruby: ["ruby"],
};

/** Whether the language is on this machine, tried with a program that does nothing. */
const PROBES: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  curl: ["curl", "--version"],
  typescript: [process.execPath, "--version"],
  python: ["python3", "--version"],
  go: ["go", "version"],
  php: ["php", "-r", "curl_init();"],
  // A runtime alone starts no source file.
  java: ["javac", "--version"],
  ruby: ["ruby", "--version"],
};

async function isHere(language: string): Promise<boolean> {
  const [program = "", ...args] = PROBES[language] ?? [];
  return run(program, args, { timeout: 20_000 }).then(
    () => true,
    () => false,
  );
}

const runnable = SNIPPETS.filter((snippet) => snippet.id in RUNNERS);
const here = new Map(
  await Promise.all(runnable.map(async (snippet) => [snippet.id, await isHere(snippet.id)] as const)),
);

describe("snippets, run as they are shown", () => {
  let server: RunningServer;
  let folder: string;
  let credentials: { readonly clientId: string; readonly secret: string };
  beforeAll(async () => {
    const port = await freePort();
    server = await startServer("SQLite", {
      port,
      environment: { PORT: String(port), ISSUER: `http://localhost:${port}` },
    });
    const { id, secret } = server.fixtures.c2;
    credentials = { clientId: id, secret };
    // Where the TypeScript snippet finds our client.
    folder = mkdtempSync(join(import.meta.dirname, ".snippets-"));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.stop();
  });

  interface Run {
    readonly usesBasic?: boolean;
    readonly clientId?: string;
    readonly secret?: string;
  }

  async function runSnippet(snippet: Snippet, { usesBasic = true, clientId, secret }: Run) {
    const values: SnippetValues = {
      clientId: clientId ?? credentials.clientId,
      tokenUrl: `http://localhost:${server.port}/oauth2/token`,
      apiUrl: "https://api.celitech.net/v1",
      usesBasic,
    };
    const file = join(folder, snippet.fileName);
    writeFileSync(file, snippet.write(values));
    const [program = "", ...args] = RUNNERS[snippet.id] ?? [];
    const env = {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"] ?? tmpdir(),
      CELITECH_CLIENT_SECRET: secret ?? credentials.secret,
    };
    return run(program, [...args, file], { cwd: folder, env, timeout: 60_000 });
  }

  describe.each(runnable)("$label", (snippet) => {
    const isMissing = here.get(snippet.id) !== true;
    test.skipIf(isMissing).each([true, false])("gets a token (in the header: %s)", async (usesBasic) => {
      const { stdout } = await runSnippet(snippet, { usesBasic });
      expect(stdout).toMatch(snippet.id === "curl" ? /"expires_in":3600/ : /^Got a token, valid for 3600 seconds/m);
      if (snippet.id !== "curl") expect(stdout).not.toContain("eyJ"); // where it is printed, it is logged
    });

    test.skipIf(isMissing || snippet.id === "curl")(
      "fails aloud with a wrong secret, which it does not print",
      async () => {
        const secret = "celitech_secret_wrong";
        const failure = await runSnippet(snippet, { secret }).catch((error) => error);
        expect(failure).toMatchObject({ code: expect.any(Number) });
        expect(`${failure.stdout}${failure.stderr}`).not.toContain(secret);
      },
    );

    test.skipIf(isMissing)("takes an id that looks like a command for text", async () => {
      const clientId = `$(touch stolen)\`touch stolen\`"'$(touch stolen)\\'; touch stolen; #{File.write("stolen", "")}`;
      await runSnippet(snippet, { clientId }).catch(() => undefined);
      expect(existsSync(join(folder, "stolen"))).toBe(false);
    });
  });
});

describe("every snippet", () => {
  const HOSTILE = `a"b'c\\d$(e)\`f\${g}#{h}\n</script><img src=x onerror=i>`;
  const values: SnippetValues = {
    clientId: `id${HOSTILE}`,
    tokenUrl: `https://auth.example/${HOSTILE}/oauth2/token`,
    apiUrl: "https://api.celitech.net/v1",
    usesBasic: true,
  };

  test.each(SNIPPETS)("$label reads the secret from its environment and has the client's id in it", (snippet) => {
    const code = snippet.write({
      ...values,
      clientId: "celitech_client_6yXQ2mLr0pVb3KfDn8sTwa",
      tokenUrl: "https://auth.example/oauth2/token",
    });
    expect(code).toContain("CELITECH_CLIENT_SECRET");
    expect(code).toContain("celitech_client_6yXQ2mLr0pVb3KfDn8sTwa");
    expect(code).toContain("https://auth.example");
  });

  test.each(SNIPPETS)("$label keeps what is in a value from becoming code", (snippet) => {
    const code = snippet.write(values);
    const lines = (text: string) => text.split("\n").length;
    const plain = snippet.write({ ...values, clientId: "id", tokenUrl: "https://auth.example/oauth2/token" });
    const isSingleQuoted = /php|ruby|curl/.test(snippet.id);
    // Between single quotes a line may end; nowhere else.
    if (!isSingleQuoted) expect(lines(code)).toBe(lines(plain));
    expect(code).not.toContain(isSingleQuoted ? "b'c\\d" : 'a"b');
  });
});
