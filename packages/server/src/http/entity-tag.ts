import { createHash } from "node:crypto";

/** Whether `If-None-Match` names the tag: a list, compared weakly, since a proxy that compresses makes a tag weak (RFC 9110 §13.1.2). */
export function matchesTag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(",").map((tag) => opaqueTag(tag.trim()));
  return tags.includes(opaqueTag(etag)) || tags.includes("*");
}

function opaqueTag(tag: string): string {
  return tag.replace(/^W\//, "");
}

const DIGEST_CHARACTERS = 16;

/**
 * The tag of a thing that has a version: that, and a digest of what is shown. Names and times of last use change without a new version, and a
 * copy that was kept has to notice; whoever changes something has to have seen the version alone.
 */
export function versionTag(version: number, body: string): string {
  const digest = createHash("sha256").update(body).digest("base64url").slice(0, DIGEST_CHARACTERS);
  return `"${version}.${digest}"`;
}

const VERSION_TAG = /^(?:W\/)?"(\d{1,15})(?:\.[\w-]{1,64})?"$/;
const NO_VERSION = -1;

/** The version that `If-Match` asks for; undefined: any. A tag that is none of ours asks for one that never was. */
export function readVersion(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === "*") return undefined;
  return Number(VERSION_TAG.exec(ifMatch.trim())?.[1] ?? NO_VERSION);
}
