const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether keys may be fetched from there: `https`, or `http` that stays on this machine, or any `http` where the user insists. */
export function isSafeUrl(text: unknown, allowInsecureHttp: boolean): text is string {
  if (typeof text !== "string" || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return false;
  if (url.protocol === "https:") return true;
  return url.protocol === "http:" && (allowInsecureHttp || LOOPBACK_HOST.test(url.hostname));
}
