import { setFlagsFromString } from 'node:v8';

/**
 * Must be imported before everything else. By default V8 lets the heap grow to a multiple of the memory in use before it collects:
 * 470 MiB under load, although 100 are needed (docs/bench.md). With this flag it collects at 1.5 times.
 */
setFlagsFromString('--heap-growing-percent=50');
