'use strict';
const { chmodSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { basename, dirname, join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

/**
 * Loads a module of the bundle by its path, with what V8 has compiled of it before: reading and compiling is most of a start. The bundle's
 * names hold the hash of their content, so that what is kept never belongs to another; where nothing is kept, or V8 does not take it, it
 * compiles as usual and keeps that for the next start, where the folder may be written.
 */

// As heap-growth.ts does: V8 takes only what was compiled with its flags of now.
setFlagsFromString('--heap-growing-percent=50');

/** By then a start has compiled what it needs. */
const COMPILED_MS = 3_000;
const KIND = `${process.version}-${process.arch}`;
const HEAD = '(function (exports, require, module, __filename, __dirname) {';
/** Which is started: each compiles other parts of what they share. */
let program = null;
const loaded = new Map();
const toKeep = [];

function compile(filename) {
  const kept = `${filename}.${program}.${KIND}.code`;
  const script = new Script(`${HEAD}${readFileSync(filename, 'utf8')}\n})`, {
    filename,
    columnOffset: -HEAD.length,
    cachedData: read(kept),
  });
  if (script.cachedDataRejected !== false) keepOnceCompiled(script, kept);
  return script.runInThisContext();
}

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function keepOnceCompiled(script, file) {
  if (toKeep.length === 0) {
    setTimeout(keepAll, COMPILED_MS).unref();
    // One that ends at once with an error has compiled next to nothing.
    process.once('exit', (code) => code === 0 && keepAll());
  }
  toKeep.push({ script, file });
}

function keepAll() {
  for (const { script, file } of toKeep.splice(0)) {
    const own = `${file}.${process.pid}`;
    try {
      writeFileSync(own, script.createCachedData());
      // The server makes its files for itself only; an image is made by another user.
      chmodSync(own, 0o644);
      renameSync(own, file);
    } catch {
      // Nothing is lost but time.
    }
  }
}

module.exports = function load(filename) {
  program ??= basename(filename, '.js');
  const known = loaded.get(filename);
  if (known) return known.exports;
  const module = { exports: {}, filename };
  loaded.set(filename, module);
  const outside = createRequire(filename);
  const folder = dirname(filename);
  const require = (id) => (id.startsWith('./') ? load(join(folder, id)) : outside(id));
  Object.assign(require, { resolve: outside.resolve, cache: outside.cache, main: outside.main });
  compile(filename).call(module.exports, module.exports, require, module, filename, folder);
  return module.exports;
};
