import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

/** How much gzipped JavaScript a page may load before it can be used. */
export interface SizeLimit {
  readonly name: string;
  /** The page. */
  readonly html: string;
  /** Modules that the page loads at once although it imports them on demand, such as those of the first route. */
  readonly modules: readonly string[];
  readonly kilobytesMax: number;
}

/** Below this many bytes compressing makes nothing shorter that counts. */
const COMPRESSED_BYTES_MIN = 512;

/** Compresses what was built for the server to send as it is, and fails the build when a page loads too much JavaScript. */
export function finishBuild(limits: readonly SizeLimit[]): Plugin {
  return {
    name: "finish-build",
    apply: "build",
    async writeBundle({ dir = "" }, bundle) {
      const gzipBytes = new Map<string, number>();
      const files = Object.values(bundle).filter(({ fileName }) => /\.(?:js|css|svg)$/.test(fileName));
      await Promise.all(files.map(async (file) => gzipBytes.set(file.fileName, await compress(dir, file))));
      const sizes = limits.map(({ name, kilobytesMax, ...roots }) => ({
        ...{ name, kilobytesMax },
        kilobytes: sizeOf(bundle, roots, gzipBytes),
      }));
      await writeFile(join(dir, "sizes.json"), JSON.stringify(sizes));
      const excess = sizes.filter(({ kilobytes, kilobytesMax }) => kilobytes > kilobytesMax);
      const text = excess.map(({ name, kilobytes, kilobytesMax }) => `${name} ${kilobytes} of ${kilobytesMax} kB`);
      if (excess.length > 0) this.error(`too much gzipped JavaScript: ${text.join(", ")}`);
    },
  };
}

/** Returns the gzipped size. */
async function compress(dir: string, file: Rolldown.OutputChunk | Rolldown.OutputAsset): Promise<number> {
  const source = Buffer.from(file.type === "chunk" ? file.code : file.source);
  const zipped = await promisify(gzip)(source, { level: 9 });
  if (source.length < COMPRESSED_BYTES_MIN) return zipped.length;
  const options = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: source.length } };
  const path = join(dir, file.fileName);
  await writeFile(`${path}.gz`, zipped);
  await writeFile(`${path}.br`, await promisify(brotliCompress)(source, options));
  return zipped.length;
}

function sizeOf(
  bundle: Rolldown.OutputBundle,
  { html, modules }: Pick<SizeLimit, "html" | "modules">,
  gzipBytes: ReadonlyMap<string, number>,
): number {
  const roots = [html, ...modules].map((module) => findChunk(bundle, module));
  const loaded = new Set<string>();
  const add = (fileName: string) => {
    if (loaded.has(fileName)) return;
    loaded.add(fileName);
    const chunk = bundle[fileName];
    if (chunk?.type === "chunk") chunk.imports.forEach(add);
  };
  for (const { fileName } of roots) add(fileName);
  const bytes = [...loaded].reduce((sum, fileName) => sum + (gzipBytes.get(fileName) ?? 0), 0);
  return Math.ceil(bytes / 100) / 10;
}

function findChunk(bundle: Rolldown.OutputBundle, module: string): Rolldown.OutputChunk {
  const found = Object.values(bundle).find(
    (file): file is Rolldown.OutputChunk => file.type === "chunk" && file.moduleIds.some((id) => id.endsWith(module)),
  );
  if (found === undefined) throw new Error(`no chunk holds ${module}: the limits of vite.config.ts name what is gone`);
  return found;
}
