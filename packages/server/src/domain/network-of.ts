import { isIPv6 } from "node:net";

const IPV4_MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** What failed attempts are counted by: an IPv4 address, or the /64 of an IPv6 one, since one household holds 2^64 addresses. */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const mapped = IPV4_MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(address) ? `${firstGroups(address)}::/64` : address;
}

function firstGroups(address: string): string {
  const [head = "", tail] = (address.split("%")[0] ?? "").toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const embedsIpv4 = after.at(-1)?.includes(".") === true;
  const missing = tail === undefined ? 0 : 8 - before.length - after.length - (embedsIpv4 ? 1 : 0);
  const groups = [...before, ...Array<string>(Math.max(0, missing)).fill("0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
