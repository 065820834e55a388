/** A refusal with a text for people; http/problem.filter.ts turns it into RFC 9457. `code` is public and never renamed. */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  abstract readonly title: string;
  abstract readonly status: number;
  constructor(
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
