import type {} from "@fastify/cookie"; // its methods of a reply
import type { FastifyReply } from "fastify";
import type { AdminAnswer } from "../admin/handler.ts";

/** `__Host-` keeps other hosts of the domain from setting it; browsers accept that on https alone. */
export function sessionCookieName(publicUrl: string): string {
  return isHttps(publicUrl) ? "__Host-celitech_auth_session" : "celitech_auth_session";
}

export function setSessionCookie(
  reply: FastifyReply,
  publicUrl: string,
  { token, maxAgeSeconds }: NonNullable<AdminAnswer<unknown>["startedSession"]>,
): void {
  reply.setCookie(sessionCookieName(publicUrl), token.reveal(), { ...attributes(publicUrl), maxAge: maxAgeSeconds });
}

export function clearSessionCookie(reply: FastifyReply, publicUrl: string): void {
  reply.clearCookie(sessionCookieName(publicUrl), attributes(publicUrl));
}

function attributes(publicUrl: string) {
  return { path: "/", httpOnly: true, sameSite: "lax", secure: isHttps(publicUrl) } as const;
}

function isHttps(publicUrl: string): boolean {
  return publicUrl.startsWith("https:");
}
