/**
 * Ends the process on an uncaught error, because its state is unknown and no work may go on in it. The exit code is 1, and the
 * supervisor starts the next process.
 * @param tell writes a line to the log.
 * @param end closes what is open, as far as possible, and ends the process with code 1; called once.
 */
export function endOnFault(tell: (error: unknown, origin: string) => void, end: () => Promise<void>): void {
  let ending = false;
  // Node reports unhandled promise rejections to the same event.
  process.on('uncaughtException', (error, origin) => {
    try {
      tell(error, origin);
    } catch {
      // A log that cannot be written is no reason to go on.
    }
    // Errors during the shutdown do not stop it.
    if (ending) return;
    ending = true;
    end().catch(() => process.exit(1));
  });
}
