const MAY_PASS: ReadonlySet<string> = new Set(['file/slow', 'file/unreachable', 'file/busy', 'file/broken']);

/** Whether a file that did not come may come when it is asked for again; the server's and the network's own troubles pass. */
export const retryHelps = (code: string): boolean => !code.startsWith('file/') || MAY_PASS.has(code);
