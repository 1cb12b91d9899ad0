interface BuiltinModules {
  "node:diagnostics_channel": typeof import("node:diagnostics_channel");
  "node:fs/promises": typeof import("node:fs/promises");
}

interface RuntimeGlobals {
  readonly process?: {
    readonly env?: Record<string, string | undefined>;
    readonly getBuiltinModule?: (name: string) => unknown;
  };
  readonly navigator?: { readonly userAgent?: string };
  readonly window?: unknown;
  readonly document?: unknown;
}

const globals = globalThis as RuntimeGlobals;

/** The environment, or nothing in a runtime that has none. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return globals.process?.env ?? {};
}

/** A module of Node where there is one. No import, so that bundlers for other runtimes never meet it. */
export function builtinModule<Name extends keyof BuiltinModules>(name: Name): BuiltinModules[Name] | undefined {
  return globals.process?.getBuiltinModule?.(name) as BuiltinModules[Name] | undefined;
}

export function isBrowser(): boolean {
  return globals.window !== undefined && globals.document !== undefined;
}

/** In Cloudflare Workers a promise belongs to the request that made it: another request that awaits it hangs or fails. */
export function isWorkers(): boolean {
  return globals.navigator?.userAgent === "Cloudflare-Workers";
}
