/** Flags of npm's lock for what an installation may rightly lack. */
const mayLack = (entry) => entry.optional || entry.devOptional || entry.peer;

/**
 * Whether what npm wrote down of an installation is what the lock asks for. Times of files say nothing of it: a checkout and a copy set
 * them anew. An installation without any development package was meant to be one.
 * @param lock package-lock.json. @param installed node_modules/.package-lock.json
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

/** Folders of the workspace itself; npm lists their links in node_modules only. */
const isOurs = (path) => !path.startsWith('node_modules/') && !path.includes('/node_modules/');
