/**
 * What nobody caught ends the process: nobody knows what state it is in, so nothing goes on in it. The exit code is 1, and whatever
 * started us starts the next.
 * @param tell a line of the log.
 * @param end puts away what is open, as far as it can, and ends the process with code 1; called once.
 */
export function endOnFault(tell: (error: unknown, origin: string) => void, end: () => Promise<void>): void {
  let ending = false;
  // Node hands a promise that was rejected and that nobody waits for to the same place.
  process.on('uncaughtException', (error, origin) => {
    try {
      tell(error, origin);
    } catch {
      // A log that cannot be written is no reason to stay.
    }
    // What breaks on the way out does not hold us up.
    if (ending) return;
    ending = true;
    end().catch(() => process.exit(1));
  });
}
