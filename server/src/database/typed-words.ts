/** Signs that Chinese keyboards write in full width: 云杉（杭州） and 云杉(杭州) are one name to whoever looks for it. */
const WIDE_SIGNS = { '（': '(', '）': ')', '：': ':', '，': ',' } as const;

/** What a person typed into a search box, as `searchable` columns are compared with it: half-width, small letters, no spaces around. */
export const typedWord = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/** SQL of a text column in the spelling of `typedWord`. */
export const searchable = (column: string): string =>
  Object.entries(WIDE_SIGNS).reduce(
    (sql, [wide, narrow]) => `REPLACE(${sql}, '${wide}', '${narrow}')`,
    `LOWER(${column})`,
  );

/** A LIKE pattern for what begins with the word; its % and _ are themselves under `ESCAPE '!'`. */
export const beginsWith = (word: string): string => `${literally(word)}%`;

/** A LIKE pattern for what holds the word anywhere; its % and _ are themselves under `ESCAPE '!'`. */
export const holding = (word: string): string => `%${literally(word)}%`;

const literally = (word: string): string => word.replace(/[!%_]/g, (sign) => `!${sign}`);
