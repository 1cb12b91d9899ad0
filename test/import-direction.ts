import { dirname, join, normalize } from "node:path/posix";

/** Path from the root of the repository, with `/`, to the text of the file. */
export type SourceFiles = ReadonlyMap<string, string>;

const SERVER = "packages/server/src/";
const SCOPE = "@celitech-auth/";

/**
 * What each folder of the server may import, and each file beside the folders. Calls go down and imports point at the domain; compose.ts alone
 * knows the storage. A folder without a line is a violation: whoever adds one says here where it stands.
 */
const SERVER_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  storage: ["domain"],
  signing: ["domain"],
  passwords: ["domain"],
  oauth: ["domain", "signing"],
  admin: ["domain"],
  http: ["admin", "oauth", "domain", "version.ts"],
  "config-variables.ts": ["domain", "storage"], // the type of a database's location
  "config.ts": ["config-variables.ts", "storage"], // the same
  "data-folder.ts": ["config.ts", "domain"],
  "logger.ts": [],
  "thread-pool.ts": ["config.ts"],
  "version.ts": [],
  "compose.ts": [
    "compose-administration.ts",
    "compose-records.ts",
    "compose-service-state.ts",
    "admin",
    "version.ts",
    "config.ts",
    "oauth",
    "passwords",
    "signing",
    "storage",
    "domain",
    "setup-link-file.ts",
  ],
  "compose-administration.ts": ["config.ts", "data-folder.ts", "signing", "storage", "domain"],
  "compose-records.ts": ["config.ts", "storage", "domain"],
  "compose-service-state.ts": ["config.ts", "oauth", "storage", "domain", "version.ts"],
  "quickstart.ts": ["compose-administration.ts", "config.ts", "domain", "setup-link.ts"],
  "setup-link-file.ts": ["config.ts", "domain"],
  "setup-link.ts": ["compose-administration.ts", "config.ts", "domain", "setup-link-file.ts"],
  "serve.ts": ["compose.ts", "config.ts", "data-folder.ts", "http", "logger.ts", "quickstart.ts", "setup-link.ts"],
  "serve-cluster.ts": [
    "compose-administration.ts",
    "config.ts",
    "data-folder.ts",
    "logger.ts",
    "quickstart.ts",
    "serve.ts",
    "setup-link.ts",
  ],
  "index.ts": ["config.ts", "data-folder.ts", "serve.ts"],
  cli: [
    "compose-administration.ts",
    "config.ts",
    "data-folder.ts",
    "domain",
    "serve.ts",
    "serve-cluster.ts",
    "setup-link.ts",
    "thread-pool.ts",
    "version.ts",
  ],
};

/** Packages that one folder of the server alone knows, so that each could be replaced in one place. */
const KNOWN_TO: Readonly<Record<string, readonly string[]>> = {
  kysely: ["storage"],
  pg: ["storage"],
  fastify: ["http", "serve.ts"],
  "@fastify/proxy-addr": ["http"],
  jose: ["signing"],
  commander: ["cli"],
  [`${SCOPE}client`]: ["cli"],
  [`${SCOPE}contract`]: ["admin", "http", "compose.ts"],
  "@fastify/cookie": ["http"],
  "@simplewebauthn/server": ["admin"],
  "@node-rs/argon2": ["passwords"],
};

/** What the published packages may import beyond their own files and Node: an optional peer. */
const PACKAGE_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "packages/client/src/": ["@aws-sdk/client-secrets-manager"],
  "packages/verifier/src/": [],
};

const DRAWERS = /^(helpers?|utils?|common|shared|misc)$/;

/** Every import that points the wrong way, every cycle, and every name that says nothing, as sentences; none when all is well. */
export function findImportViolations(files: SourceFiles): readonly string[] {
  const imports = [...files].flatMap(([path, text]) => readImports(path, text));
  return [
    ...imports.flatMap((one) => serverViolation(one) ?? []),
    ...imports.flatMap((one) => packageViolation(one) ?? []),
    ...findCycles(imports),
    ...[...files.keys()].filter(isDrawer).map((path) => `${path}: the name says nothing about what is inside`),
  ];
}

interface Import {
  readonly from: string;
  /** A path from the root of the repository, or the name of a package or module of Node. */
  readonly to: string;
  readonly isFile: boolean;
}

const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"'\n]+)["']/g;
const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

function readImports(from: string, text: string): readonly Import[] {
  return [...text.replace(COMMENTS, "").matchAll(SPECIFIER)].map(([, specifier = ""]) =>
    specifier.startsWith(".")
      ? { from, to: normalize(join(dirname(from), specifier)), isFile: true }
      : { from, to: specifier, isFile: false },
  );
}

function serverViolation({ from, to, isFile }: Import): string | undefined {
  if (!from.startsWith(SERVER)) return undefined;
  const place = placeInServer(from);
  const allowed = SERVER_MAY_IMPORT[place];
  if (allowed === undefined) return `${from}: ${place} has no line in the table of imports`;
  if (isFile) {
    if (!to.startsWith(SERVER)) return `${from}: imports ${to} past the package's exports`;
    const target = placeInServer(to);
    return target === place || allowed.includes(target) ? undefined : `${from}: ${place} may not import ${target}`;
  }
  if (to.startsWith("node:")) return undefined;
  if (place === "domain") return `${from}: domain imports nothing but itself and Node, not ${to}`;
  const knownTo = KNOWN_TO[packageName(to)];
  return knownTo === undefined || knownTo.includes(place)
    ? undefined
    : `${from}: only ${knownTo.join(", ")} knows ${to}`;
}

function packageViolation({ from, to, isFile }: Import): string | undefined {
  const home = Object.keys(PACKAGE_MAY_IMPORT).find((folder) => from.startsWith(folder));
  if (home === undefined) return undefined;
  const isAllowed = isFile ? to.startsWith(home) : to.startsWith("node:") || PACKAGE_MAY_IMPORT[home]?.includes(to);
  return isAllowed ? undefined : `${from}: a published package imports no other, not ${to}`;
}

function placeInServer(path: string): string {
  return path.slice(SERVER.length).split("/", 1)[0] ?? "";
}

function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function isDrawer(path: string): boolean {
  return path.split("/").some((part) => DRAWERS.test(part.split(".", 1)[0] ?? ""));
}

function findCycles(imports: readonly Import[]): readonly string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to, isFile } of imports) if (isFile) targets.set(from, [...(targets.get(from) ?? []), to]);
  const cycles: string[] = [];
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push(`cycle: ${[...trail.slice(start), path].join(" → ")}`);
    if (start >= 0 || finished.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    finished.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return cycles;
}
