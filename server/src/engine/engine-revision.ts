/**
 * Revision of the engine that a bill was mapped with; kept with the bill's content. A plain number that only grows.
 *
 * Raise it by one with every change after which some approval, mapped by the same scheme, tables and values set by hand, gives another
 * payload or other issues than before: a changed reader (payee, amount, date, control), a changed rule or check, a changed form of the
 * receiving system. A sentence with another wording is no such change. At the next start open bills of a smaller revision are mapped anew,
 * and an approved bill loses its approval if its payload or its issues change (decision 120). engine-revision.spec.ts fails if recorded
 * approvals give other answers and this number is the same.
 */
export const ENGINE_REVISION = 10;
