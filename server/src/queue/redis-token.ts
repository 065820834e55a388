/** Nest token of the RedisLink; null without REDIS_URL. */
export const REDIS = Symbol('redis');
