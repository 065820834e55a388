/** Shape of a field of Kingdee: F and capitals. */
const SHAPE = /^F[A-Z]{4,}\w*$/;

/** Finds the keys of a form. @param text source of a form (connectors/…/forms). @returns the vendor's keys in it, such as FCONTACTUNIT. */
export const keysOf = (text) => new Set([...text.matchAll(/'(F[A-Z]\w+)'/g)].map(([, key]) => key));

/**
 * Finds fields of the receiving system that are named in code that must not know them.
 * @param files path → source.
 * @param known the keys of its forms.
 * @param allowed path or folder → reason why it may.
 * @returns one sentence for each, and one for every permission that is no longer needed.
 */
export function vendorNames(files, known, allowed) {
  const found = [];
  const used = new Set();
  for (const [path, text] of files) {
    const names = new Set([...words(text, known), ...shaped(text)]);
    if (names.size === 0) continue;
    const permission = Object.keys(allowed).find((each) => path === each || path.startsWith(`${each}/`));
    if (permission !== undefined) used.add(permission);
    else
      for (const name of names)
        found.push(
          `${path}: ${name} is the vendor's name of a field. Ask the form for it by its role (server/src/domain/draft/target-form.ts).`,
        );
  }
  for (const each of Object.keys(allowed))
    if (!used.has(each))
      found.push(
        `${each} names no field of the vendor any more: take it off the list in scripts/check-vendor-names.mjs.`,
      );
  return found;
}

const words = (text, known) => (text.match(/\bF\w+/g) ?? []).filter((word) => known.has(word));

/** Returns names with the shape of a key, also those that no form has yet: a whole literal, the key of an object, a member. */
const shaped = (text) =>
  [...text.matchAll(/(?:(['"`])(F\w+)(?:\.FNumber)?\1|\.(F\w+)|[{,]\s*(F\w+)\s*:)/g)]
    .map(([, , literal, member, key]) => literal ?? member ?? key)
    .filter((name) => SHAPE.test(name));
