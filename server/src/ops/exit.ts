/** Exit codes for the program that supervises `npm run ops`. */
export const EXIT = { holds: 0, broken: 1, unknown: 2 } as const;
