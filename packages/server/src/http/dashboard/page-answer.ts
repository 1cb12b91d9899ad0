import { randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { sessionCookieName } from "../session-cookie.ts";
import type { DashboardFiles } from "./dashboard-files.ts";
import { pageHeaders } from "./page-headers.ts";
import { NOT_BUILT, pageText } from "./page-text.ts";

export interface PageOptions {
  readonly files: DashboardFiles | undefined;
  readonly publicUrl: string;
  readonly supportUrl: string | undefined;
  /** Paths of programs: below their first segments no page is ever answered. */
  readonly programPaths: readonly string[];
}

/** Answers a browser that asks for a page, or returns undefined. */
export type PageAnswerer = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined;

/** The pages that work without a session. */
const SIGN_IN_PAGES: ReadonlySet<string> = new Set(["/sign-in", "/setup", "/invitation", "/sign-in-link", "/recover"]);
const NONCE_BYTES = 18;
const HTML = "text/html; charset=utf-8";

/** Every page of the dashboard is one of two files; which page it is, the browser reads from the address. */
export function answerPages(options: PageOptions): PageAnswerer {
  const taken = new Set(["assets", "api", ...options.programPaths.map(firstSegment)]);
  return (request, reply) => {
    const path = pagePath(request);
    if (path === undefined || taken.has(firstSegment(path))) return undefined;
    const ownAddress = findOwnAddress(request, options.publicUrl);
    if (ownAddress !== undefined) return redirect(reply, ownAddress + path);
    const { files } = options;
    if (files === undefined) return sendPage(reply.code(503), NOT_BUILT, newNonce());
    const page = path.split("?", 1)[0] ?? "";
    const hasSession = hasSessionCookie(request, options.publicUrl);
    if (!SIGN_IN_PAGES.has(page) && !hasSession) return redirect(reply, signInPath(path));
    const nonce = newNonce();
    const built = SIGN_IN_PAGES.has(page) ? files.signIn : files.app;
    return sendPage(reply.code(200), pageText(built, { ...options, nonce, hasSession }), nonce);
  };
}

const ACCEPTS_HTML = /(?:^|,)\s*text\/html\s*(?:[;,]|$)/i;
/** A path of ours: what starts with `//` or `/\` would be another host to a browser that is sent there. */
const LOCAL_PATH = /^\/(?![/\\])/;

function pagePath({ method, headers, originalUrl }: FastifyRequest): string | undefined {
  if (method !== "GET" && method !== "HEAD") return undefined;
  return ACCEPTS_HTML.test(headers.accept ?? "") && LOCAL_PATH.test(originalUrl) ? originalUrl : undefined;
}

function firstSegment(path: string): string {
  return path.split(/[/?]/).find((segment) => segment !== "") ?? "";
}

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * `http://127.0.0.1:4000` when the public URL is `http://localhost:4000`: the same server, but there neither passkeys nor the check of the origin would
 * work. Elsewhere, such as behind a forwarded port, the public URL may not be reachable: there the page says it, with a link.
 */
function findOwnAddress({ host }: FastifyRequest, publicUrl: string): string | undefined {
  const own = new URL(publicUrl);
  if (host === own.host || !LOOPBACK_HOSTS.has(own.hostname)) return undefined;
  const isSameServer = [...LOOPBACK_HOSTS].some((name) => host === own.host.replace(own.hostname, name));
  return isSameServer ? own.origin : undefined;
}

function hasSessionCookie({ headers }: FastifyRequest, publicUrl: string): boolean {
  const name = sessionCookieName(publicUrl);
  return (headers.cookie ?? "")
    .split(/; */)
    .some((pair) => pair.startsWith(`${name}=`) && pair.length > name.length + 1);
}

function signInPath(path: string): string {
  return path === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(path)}`;
}

function redirect(reply: FastifyReply, to: string): FastifyReply {
  return reply.headers(pageHeaders(newNonce())).redirect(to, 302);
}

function newNonce(): string {
  return randomBytes(NONCE_BYTES).toString("base64");
}

function sendPage(reply: FastifyReply, text: string, nonce: string): FastifyReply {
  return reply.headers(pageHeaders(nonce)).type(HTML).send(text);
}
