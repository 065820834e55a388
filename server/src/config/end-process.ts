/** Nest token of what ends the process. */
export const END_PROCESS = Symbol('end process');

/** Tells the reason in a sentence and ends the process with code 1; whoever watches over it starts it again. */
export type EndProcess = (sentence: string) => void;

/** The process that this server has to itself. */
export const endProcess: EndProcess = (sentence) => {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
};
