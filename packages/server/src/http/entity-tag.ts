/** Whether `If-None-Match` names the tag: a list, compared weakly, since a proxy that compresses makes a tag weak (RFC 9110 §13.1.2). */
export function matchesTag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(",").map((tag) => opaqueTag(tag.trim()));
  return tags.includes(opaqueTag(etag)) || tags.includes("*");
}

function opaqueTag(tag: string): string {
  return tag.replace(/^W\//, "");
}
