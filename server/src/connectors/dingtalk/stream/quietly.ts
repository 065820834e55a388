/** Console methods with which a library bypasses the log. */
const LOUD = ['info', 'warn'] as const;

/** Runs synchronous work without its console output: every line of our log is JSON, and the caller reports the content. */
export function quietly<T>(work: () => T): T {
  const before = LOUD.map((name) => console[name]);
  for (const name of LOUD) console[name] = () => undefined;
  try {
    return work();
  } finally {
    LOUD.forEach((name, i) => {
      const was = before[i];
      if (was) console[name] = was;
    });
  }
}
