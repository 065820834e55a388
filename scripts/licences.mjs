/** Permissive licences: libraries may be shipped with ours, also inside the page's bundles. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'Apache License 2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
]);
/** Libraries that are only used for building or testing, not changed by us and not shipped. */
const BUILD_ONLY = new Map([
  ['lightningcss', 'MPL-2.0'],
  ['axe-core', 'MPL-2.0'],
  // Public domain; a dependency of the official verifier of webhooks that the specs use.
  ['fast-sha256', 'Unlicense'],
]);

/** Whether a licence expression is allowed: of `MIT OR Apache-2.0` one is enough; of `MIT AND ISC` all are needed. */
const allowed = (licence) =>
  licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((each) => PERMISSIVE.has(each.trim())));

/**
 * Finds refused licences.
 * @param packages packages of a package-lock.json (version 3).
 * @returns libraries whose licence is not on the list, each once.
 */
export function refusedLicences(packages) {
  const refused = new Map();
  for (const [path, { link, license: licence, version }] of Object.entries(packages)) {
    if (link || !path.includes('node_modules/')) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const family = [...BUILD_ONLY].some(
      ([library, its]) => its === licence && (name === library || name.startsWith(`${library}-`)),
    );
    if (!family && !(licence && allowed(licence)))
      refused.set(`${name}@${version}`, { name: `${name}@${version}`, licence });
  }
  return [...refused.values()];
}
