/** A field of Kingdee wherever it is written: F and capitals, or as its form has it. */
const SHAPE = /^F[A-Z]{4,}\w*$/;

/** @param text source of a form (connectors/…/forms). @returns the vendor's keys in it, such as FCONTACTUNIT. */
export const keysOf = (text) => new Set([...text.matchAll(/'(F[A-Z]\w+)'/g)].map(([, key]) => key));

/**
 * Fields of the receiving system that are named where nothing of it should be known.
 * @param files path → source. @param known the keys of its forms. @param allowed path or folder → why it may.
 * @returns a sentence each, and one for every permission that nothing needs any more.
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

/** Keys that no form has yet: a whole literal, the key of an object, a member. */
const shaped = (text) =>
  [...text.matchAll(/(?:(['"`])(F\w+)(?:\.FNumber)?\1|\.(F\w+)|[{,]\s*(F\w+)\s*:)/g)]
    .map(([, , literal, member, key]) => literal ?? member ?? key)
    .filter((name) => SHAPE.test(name));
