/** What repeated measurements of one thing say: the middle one, and how far the others lie from it. */
export type Spread = { readonly median: number; readonly min: number; readonly max: number };

/** @throws RangeError when there is nothing to measure the spread of. */
export function measureSpread(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right);
  const [min] = sorted;
  const max = sorted.at(-1);
  const upperMiddle = sorted[Math.floor(sorted.length / 2)];
  const lowerMiddle = sorted[Math.ceil(sorted.length / 2) - 1];
  if (min === undefined || max === undefined || upperMiddle === undefined || lowerMiddle === undefined) {
    throw new RangeError("no values to measure the spread of");
  }
  return { median: (lowerMiddle + upperMiddle) / 2, min, max };
}
