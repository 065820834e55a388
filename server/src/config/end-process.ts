/** Nest token of the function that ends the process. */
export const END_PROCESS = Symbol('end process');

/** Prints the reason as a sentence and ends the process with code 1; the supervisor starts it again. */
export type EndProcess = (sentence: string) => void;

/** Ends the process; for a server that has a process of its own. */
export const endProcess: EndProcess = (sentence) => {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
};
