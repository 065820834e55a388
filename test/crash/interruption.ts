/** Aborted by Ctrl-C and SIGTERM: a run then ends after the present round, so that its servers, stand-ins and databases are stopped. */
export const interruption = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    process.stderr.write(`${signal}: ends after this round\n`);
    interruption.abort(new Error(`interrupted by ${signal}`));
  });
