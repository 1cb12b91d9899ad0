import { existsSync, globSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

/** The built dashboard, in memory: a build that replaces it meanwhile breaks no page, and no path ever reaches the disk. */
export interface DashboardFiles {
  /** By the path of the request: `/assets/…` with a hash in the name, and the few whose names stay. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** The pages after signing in. */
  readonly app: string;
  /** The pages before it. */
  readonly signIn: string;
}

export interface Asset {
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** The same compressed by the build; undefined: it would not get smaller. */
  readonly brotli: Buffer | undefined;
  readonly gzip: Buffer | undefined;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** Undefined: it was not built. */
export function readDashboardFiles(folder: string | undefined): DashboardFiles | undefined {
  if (folder === undefined || !existsSync(join(folder, "sign-in.html"))) return undefined;
  const read = (path: string) => readFileSync(join(folder, path));
  const paths = globSync(["*.*", "assets/**/*.*"], { cwd: folder }).map((path) => path.replaceAll("\\", "/"));
  const present = new Set(paths);
  const readIfPresent = (path: string) => (present.has(path) ? read(path) : undefined);
  const assets = new Map<string, Asset>();
  for (const path of paths) {
    const mediaType = MEDIA_TYPES[extname(path)];
    if (mediaType === undefined) continue; // a page, or the compressed form of a file, read with it
    const compressed = { brotli: readIfPresent(`${path}.br`), gzip: readIfPresent(`${path}.gz`) };
    assets.set(`/${path}`, { mediaType, bytes: read(path), ...compressed });
  }
  return { assets, app: read("index.html").toString(), signIn: read("sign-in.html").toString() };
}

/** Where the built dashboard lies: inside the published package, beside the package in the repository. Undefined: nowhere. */
export function findDashboardFolder(): string | undefined {
  const packageFolder = join(import.meta.dirname, "../../..");
  return [join(packageFolder, "dashboard"), join(packageFolder, "../dashboard/dist")].find((folder) =>
    existsSync(join(folder, "sign-in.html")),
  );
}
