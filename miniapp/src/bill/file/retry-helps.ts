const MAY_PASS: ReadonlySet<string> = new Set(['file/slow', 'file/unreachable', 'file/busy', 'file/broken']);

/** Returns true if another try may load the file; troubles of the server and the network pass. */
export const retryHelps = (code: string): boolean => !code.startsWith('file/') || MAY_PASS.has(code);
