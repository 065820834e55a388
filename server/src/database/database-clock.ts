/** Now by the clock of MySQL or MariaDB, Unix milliseconds, as SQL: what several processes compare must not depend on their own clocks. */
export const DATABASE_NOW = 'CAST(ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000) AS SIGNED)';
