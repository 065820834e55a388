/** Whether npm's lock allows an installation to lack this entry. */
const mayLack = (entry) => entry.optional || entry.devOptional || entry.peer;

/**
 * Whether npm's record of an installation matches the lock. File times are not used: a checkout and a copy set them anew. An installation
 * without any development package was made so on purpose.
 * @param lock package-lock.json.
 * @param installed node_modules/.package-lock.json
 */
export function isInstalled(lock, installed) {
  const wanted = Object.entries(lock.packages).filter(([path, entry]) => path !== '' && !mayLack(entry));
  const there = Object.entries(installed.packages);
  const withDev = there.some(([, entry]) => entry.dev);
  return (
    there.every(([path, { version, integrity, link }]) => {
      const asked = lock.packages[path];
      return asked !== undefined && (link || (asked.version === version && asked.integrity === integrity));
    }) &&
    wanted.every(([path, entry]) => installed.packages[path] !== undefined || (entry.dev && !withDev) || isOurs(path))
  );
}

/** Whether a path is a folder of the workspace itself; npm lists only their links in node_modules. */
const isOurs = (path) => !path.startsWith('node_modules/') && !path.includes('/node_modules/');
