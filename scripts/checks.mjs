// Runs the repository's own checks in one process: each prints its findings and sets the exit code.
const CHECKS = [
  './check-docs.mjs',
  './check-tables.mjs',
  './check-sentences.mjs',
  './check-twice-said.mjs',
  './check-vendor-names.mjs',
  './check-class-names.mjs',
  './check-routes.mjs',
  './check-licences.mjs',
];

let worst = 0;
for (const check of CHECKS) {
  await import(check);
  worst = Math.max(worst, Number(process.exitCode ?? 0));
  process.exitCode = worst;
}
