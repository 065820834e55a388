/** Signs that Chinese keyboards write in full width: in a search, 云杉（杭州） and 云杉(杭州) are the same name. */
const WIDE_SIGNS = { '（': '(', '）': ')', '：': ':', '，': ',' } as const;

/** Normalizes a person's search text for comparison with `searchable` columns: half-width, small letters, no spaces around. */
export const typedWord = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/** Returns SQL that brings a text column into the spelling of `typedWord`. */
export const searchable = (column: string): string =>
  Object.entries(WIDE_SIGNS).reduce(
    (sql, [wide, narrow]) => `REPLACE(${sql}, '${wide}', '${narrow}')`,
    `LOWER(${column})`,
  );

/** Returns a LIKE pattern for text that begins with the word; use it with `ESCAPE '!'`, so that % and _ in the word are literal. */
export const beginsWith = (word: string): string => `${literally(word)}%`;

/** Returns a LIKE pattern for text that contains the word; use it with `ESCAPE '!'`, so that % and _ in the word are literal. */
export const holding = (word: string): string => `%${literally(word)}%`;

const literally = (word: string): string => word.replace(/[!%_]/g, (sign) => `!${sign}`);
