import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { generatedParts, putPart } from "../scripts/generated-parts.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const find = (pattern: string) =>
  globSync(pattern, { cwd: root, exclude: (path) => /(^|\/)(node_modules|dist|artifacts|reference)(\/|$)/.test(path) });

const OWN = "@celitech-auth/";
const documents = find("**/*.md");

describe("documents", () => {
  it.each(generatedParts())("$file has the $name of the present code (else: npm run docs)", (part) => {
    const document = read(part.file);
    expect(putPart(document, part)).toBe(document);
  });

  it("are found to be stale when a line of the code's part is missing", () => {
    for (const part of generatedParts()) {
      const stale = read(part.file).replace(part.text, part.text.split("\n").slice(0, -1).join("\n"));
      expect(putPart(stale, part)).not.toBe(stale);
    }
  });

  it("link to files that exist", () => {
    expect(documents.length).toBeGreaterThan(15);
    const broken = documents.flatMap((path) =>
      [...read(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
        .filter(([, target = ""]) => !existsSync(join(root, dirname(path), target)))
        .map(([, target]) => `${path}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it("say why each dependency is there, and of none that is gone", () => {
    const said = [...read("docs/decisions/dependencies.md").matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    expect(said).toEqual([...new Set(said)]);
    expect(said.toSorted()).toEqual(declaredDependencies().toSorted());
  });

  it("list every decision", () => {
    const index = read("docs/decisions/README.md");
    const missing = find("docs/decisions/*.md").filter((path) => {
      const name = path.replaceAll("\\", "/").split("/").at(-1) ?? "";
      return name !== "README.md" && !index.includes(`(${name})`);
    });
    expect(missing).toEqual([]);
  });
});

function declaredDependencies(): readonly string[] {
  const manifests = find("**/package.json").map((path) => JSON.parse(read(path)) as Readonly<Record<string, object>>);
  const kinds = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
  const names = manifests.flatMap((manifest) => kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})));
  return [...new Set(names)].filter((name) => !name.startsWith(OWN));
}
