const MEBIBYTE = 1_048_576;

/** A size for people, in the unit of memory: "179 MiB". */
export function describeBytes(bytes: number): string {
  const mebibytes = bytes / MEBIBYTE;
  return mebibytes >= 1_024 ? `${(mebibytes / 1_024).toFixed(1)} GiB` : `${Math.round(mebibytes)} MiB`;
}
