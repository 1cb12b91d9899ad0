import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findImportViolations } from "./import-direction.ts";

const root = join(import.meta.dirname, "..");
const CODE = "{packages,bench,examples,scripts,test}/**/*.{ts,tsx,mjs}";

function readRepository(): ReadonlyMap<string, string> {
  const paths = globSync(CODE, { cwd: root, exclude: (path) => /(^|\/)(node_modules|dist)(\/|$)/.test(path) });
  return new Map(paths.map((path) => [path.replaceAll("\\", "/"), readFileSync(join(root, path), "utf8")]));
}

const planted = (path: string, text: string) => findImportViolations(new Map([[path, text]]));

describe("imports", () => {
  it("point at the domain, without a cycle, and no name is a drawer", () => {
    const files = readRepository();
    expect(files.size).toBeGreaterThan(200);
    expect(findImportViolations(files)).toEqual([]);
  });

  it.each([
    ["domain/client.ts", 'import { Kysely } from "kysely";', "domain imports nothing but itself and Node, not kysely"],
    ["domain/client.ts", 'import type { Form } from "../oauth/form.ts";', "domain may not import oauth"],
    ["domain/administration/x.ts", 'export { y } from "../../signing/y.ts";', "domain may not import signing"],
    ["storage/database.ts", 'import { routes } from "../http/routes.ts";', "storage may not import http"],
    ["oauth/form.ts", 'import type {\n  A,\n  B,\n} from "../storage/database.ts";', "oauth may not import storage"],
    ["oauth/form.ts", 'const x = await import("../http/routes.ts");', "oauth may not import http"],
    ["http/routes.ts", 'import { KeyRing } from "../signing/key-ring.ts";', "http may not import signing"],
    ["http/routes.ts", 'import "pg";', "only storage knows pg"],
    ["cli/x.ts", 'import { x } from "../storage/x.ts";', "cli may not import storage"],
    ["serve.ts", 'import { x } from "./storage/x.ts";', "serve.ts may not import storage"],
    ["oauth/form.ts", 'import { x } from "../../../client/src/x.ts";', "past the package's exports"],
    ["drawer/x.ts", 'import { x } from "node:fs";', "drawer has no line in the table of imports"],
  ])("find a planted violation in %s: %s", (path, text, violation) => {
    const violations = planted(`packages/server/src/${path}`, text);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(violation);
  });

  it.each([
    ["packages/client/src/x.ts", 'import { x } from "jose";'],
    ["packages/client/src/x.ts", 'import { x } from "@celitech-auth/verifier";'],
    ["packages/verifier/src/x.ts", 'import { x } from "../../client/src/x.ts";'],
  ])("find a published package that imports another: %s: %s", (path, text) => {
    expect(planted(path, text)).toEqual([expect.stringContaining("a published package imports no other")]);
  });

  it("find a cycle, and name its files in order", () => {
    const folder = "packages/verifier/src";
    const files = new Map([
      [`${folder}/a.ts`, 'import { b } from "./b.ts";'],
      [`${folder}/b.ts`, 'import { c } from "./c/c.ts";'],
      [`${folder}/c/c.ts`, 'import { a } from "../a.ts";'],
    ]);
    expect(findImportViolations(files)).toEqual([
      `cycle: ${folder}/a.ts → ${folder}/b.ts → ${folder}/c/c.ts → ${folder}/a.ts`,
    ]);
  });

  it.each(["packages/server/src/oauth/utils.ts", "bench/common/x.ts", "packages/client/test/helpers/x.ts"])(
    "find a name that says nothing: %s",
    (path) => expect(planted(path, "")).toEqual([expect.stringContaining("the name says nothing")]),
  );

  it("are not what a comment or the text of a test says", () => {
    expect(planted("packages/server/src/domain/x.ts", '// import { x } from "pg";\n/* from "kysely" */')).toEqual([]);
  });
});
