/** Ctrl-C and SIGTERM end a run after the round at hand, so that servers, stand-ins and databases of its own are stopped. */
export const interruption = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    process.stderr.write(`${signal}: ends after this round\n`);
    interruption.abort(new Error(`interrupted by ${signal}`));
  });
