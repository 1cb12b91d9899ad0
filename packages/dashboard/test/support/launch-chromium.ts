import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const DEBIAN_CHROMIUM = "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the Chromium of CHROME_PATH, else Debian's, else the one inside the npm package. */
export async function launchChromium(): Promise<Browser> {
  const executablePath =
    process.env["CHROME_PATH"] || (existsSync(DEBIAN_CHROMIUM) ? DEBIAN_CHROMIUM : await unpackChromium());
  return chromium.launch({
    executablePath,
    headless: true,
    args: FLAGS,
    env: { ...process.env, ...unpackedEnvironment(dirname(executablePath)) },
  });
}

// The npm package carries NSS and a font, for machines that have none. Without a font, text is invisible and nothing says so.
function unpackedEnvironment(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(join(folder, "fonts.conf"))) return {};
  return { LD_LIBRARY_PATH: join(folder, "al2023/lib"), FONTCONFIG_FILE: join(folder, "fonts.conf") };
}

/** Unpacks the Chromium of the npm package once per version, and returns its path. */
async function unpackChromium(): Promise<string> {
  const folder = join(tmpdir(), `celitech-auth-chromium-${installedVersion()}-${process.getuid?.() ?? 0}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    await unpackInto(unfinished);
    writeFileSync(join(unfinished, "fonts.conf"), fontConfiguration(folder));
    try {
      renameSync(unfinished, folder);
    } catch {
      rmSync(unfinished, { recursive: true, force: true }); // another process was first
    }
  }
  return join(folder, "chromium");
}

// The package unpacks into os.tmpdir() and takes whatever it finds there, be it another version's or half written.
async function unpackInto(folder: string): Promise<void> {
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  try {
    const { default: packed, inflate } = await import("@sparticuz/chromium");
    await packed.executablePath();
    await inflate(join(packageFolder(), "bin/al2023.tar.br"));
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

function fontConfiguration(folder: string): string {
  return `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>\n`;
}

function packageFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "..");
}

function installedVersion(): string {
  return (JSON.parse(readFileSync(join(packageFolder(), "package.json"), "utf8")) as { version: string }).version;
}
