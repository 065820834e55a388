/** Ways in which a library writes past the log. */
const LOUD = ['info', 'warn'] as const;

/**
 * Runs something that ends before anybody else is served, without the lines that it prints: every line of ours is JSON, and what it says
 * is told by whoever called.
 */
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
