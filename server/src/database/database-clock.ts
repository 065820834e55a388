/**
 * The current time of MySQL's or MariaDB's clock as SQL, in Unix milliseconds: times that several processes compare must not depend on their own
 * clocks.
 */
export const DATABASE_NOW = 'CAST(ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000) AS SIGNED)';
