/**
 * Returns the shortest list that still goes wrong, as far as `most` runs show: leaves out halves first, then quarters, down to single
 * elements (delta debugging, Zeller 1999).
 */
export async function shrink<T>(
  list: readonly T[],
  isWrong: (shorter: readonly T[]) => Promise<boolean>,
  most: number,
): Promise<readonly T[]> {
  let left = list;
  let runs = 0;
  for (let size = Math.ceil(left.length / 2); size >= 1 && runs < most; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < left.length && runs < most; ) {
      const shorter = [...left.slice(0, from), ...left.slice(from + size)];
      runs += 1;
      if (shorter.length < left.length && (await isWrong(shorter))) left = shorter;
      else from += size;
    }
  }
  return left;
}
