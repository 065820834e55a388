// Judges the answers of the test tiers: which failed files run once more, alone, and which failures are forgiven.

/** Most files that are repeated; if more fail, the tree or the machine is at fault and the run is red. */
export const MOST_REPEATED = 3;

/**
 * Specs about permissions, sums, the audit chain and malicious people: each failed assertion is final. Only a time-out or a server that did
 * not start is repeated.
 */
const FINAL_SPECS = new Set([
  'access',
  'audit-sealers',
  'audit-tampering',
  'day-limit',
  'equal-numbers',
  'insider-tricks',
  'insiders',
  'offered-actions',
  'own-bill',
  'payee-hand',
  'planted',
  'quarantine-attacks',
  'second-person',
  'statement',
  'two-years',
  'who-may-what',
  'who-pays',
  'year',
]);

/** Tiers whose failures are never forgiven. */
const FINAL_TIERS = new Set(['proof']);

const specName = (file) => /([^/]+)\.spec\.\w+$/.exec(file)?.[1] ?? file;

/**
 * @param {string} tier
 * @param {string} file path of the spec
 * @param {string} message first failure message, as vitest's JSON reporter prints it: its first word is the error's name
 * @returns {boolean} whether this failure is red at once
 */
export function isFinal(tier, file, message) {
  if (FINAL_TIERS.has(tier)) return true;
  if (/^Invariant\b/.test(message)) return true;
  return FINAL_SPECS.has(specName(file)) && /^(AssertionError|Error: expect)/.test(message);
}

/** @typedef {{ file: string, ms: number, passed: number, skipped: number, failures: { title: string, message: string }[] }} FileAnswer */

/**
 * Reads the answer of vitest's JSON reporter.
 * @returns {{ passed: number, failed: number, skipped: number, files: FileAnswer[] }}
 *   a file that could not be loaded, or whose hooks failed, has one failure without a title; tests that a failed hook kept from running
 *   count as skipped
 */
export function readAnswer({ numPassedTests, numPendingTests, numTodoTests, testResults }) {
  const files = testResults.map(({ name, message, status, startTime, endTime, assertionResults }) => {
    const failures = assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName, failureMessages }) => ({ title: fullName, message: failureMessages[0] ?? '' }));
    if (status === 'failed' && failures.length === 0) failures.push({ title: '', message: message ?? '' });
    const count = (wanted) => assertionResults.filter((test) => test.status === wanted).length;
    const passed = count('passed');
    const skipped = assertionResults.length - passed - count('failed');
    return { file: name, ms: endTime - startTime, passed, skipped, failures };
  });
  return {
    passed: numPassedTests,
    failed: files.reduce((sum, { failures }) => sum + failures.length, 0),
    skipped: numPendingTests + numTodoTests,
    files,
  };
}

/**
 * @param {{ tier: string, file: string, failures: { title: string, message: string }[] }[]} failed files of all tiers
 * @returns {{ again: typeof failed, red: string }} files to run once more; none where `red` says why nothing is repeated
 */
export function whatToRepeat(failed) {
  const final = failed.find(({ tier, file, failures }) => failures.some(({ message }) => isFinal(tier, file, message)));
  if (final) return { again: [], red: `${final.tier} ${specName(final.file)}：这一类失败不重跑` };
  if (failed.length > MOST_REPEATED)
    return { again: [], red: `${failed.length} 个文件失败，超过 ${MOST_REPEATED} 个，不重跑` };
  return { again: [...failed], red: '' };
}

/**
 * Replaces what a file counted for in its first run by what it counts for alone.
 * @param {{ passed: number, failed: number, skipped: number }} total of all tiers, changed in place
 * @param {{ passed: number, skipped: number, failures: unknown[] }} first the file in its first run
 * @param {{ passed: number, skipped: number }} alone the same file, run alone without a failure
 */
export function countAnew(total, first, alone) {
  total.failed -= first.failures.length;
  total.passed += alone.passed - first.passed;
  total.skipped += alone.skipped - first.skipped;
}
