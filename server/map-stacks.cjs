'use strict';
const { readFileSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');

/**
 * Stacks name the sources that were written, not the bundle. Nothing is read before somebody reads a stack; a map is read through and
 * dropped again, and the places that were asked for are kept. `--enable-source-maps` would read every map at each start.
 */

const MOST_KEPT = 5_000;
const DIGITS = new Map(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((c, i) => [c.charCodeAt(0), i]),
);
const [COMMA, SEMICOLON] = [',', ';'].map((c) => c.charCodeAt(0));
const places = new Map();

/**
 * @param map as its standard says. @param wanted places of the made file, lines and columns from 1.
 * @returns for each the place in its source, `file:line:column`, or null.
 */
function sourcesOf({ mappings, sources }, wanted) {
  const order = wanted
    .map((_, index) => index)
    .sort((a, b) => wanted[a].line - wanted[b].line || wanted[a].column - wanted[b].column);
  const found = wanted.map(() => null);
  let next = 0;
  let line = 1;
  let column = 0;
  /** Of the segment that was read last: source, line and column there, from 0. */
  const at = [0, 0, 0];
  let last = null;
  const answer = (untilLine, untilColumn) => {
    while (next < order.length) {
      const place = wanted[order[next]];
      if (place.line > untilLine || (place.line === untilLine && place.column - 1 >= untilColumn)) return;
      if (last !== null && place.line === line) found[order[next]] = last;
      next += 1;
    }
  };
  for (let index = 0; index < mappings.length && next < order.length; ) {
    const code = mappings.charCodeAt(index);
    if (code === SEMICOLON) {
      answer(line, Number.POSITIVE_INFINITY);
      line += 1;
      column = 0;
      last = null;
      index += 1;
      continue;
    }
    if (code === COMMA) {
      index += 1;
      continue;
    }
    for (let field = 0; index < mappings.length; field += 1) {
      let value = 0;
      let shift = 0;
      let digit = DIGITS.get(mappings.charCodeAt(index));
      if (digit === undefined) {
        if (field < 4) last = null;
        else last = [...at];
        break;
      }
      do {
        digit = DIGITS.get(mappings.charCodeAt(index++)) ?? 0;
        value |= (digit & 31) << shift;
        shift += 5;
      } while (digit & 32);
      const delta = value & 1 ? -(value >>> 1) : value >>> 1;
      if (field === 0) {
        column += delta;
        // Whoever stands before this one belongs to the one before it.
        answer(line, column);
      } else if (field < 4) at[field - 1] += delta;
    }
    if (index === mappings.length) last = [...at];
  }
  answer(line, Number.POSITIVE_INFINITY);
  return found.map((place) => place && `${sources[place[0]]}:${place[1] + 1}:${place[2] + 1}`);
}

/** The places of one file that are not known yet. */
function look(file, wanted) {
  let found = wanted.map(() => null);
  try {
    const map = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
    found = sourcesOf(map, wanted).map((place) => place && resolve(dirname(file), place));
  } catch {
    // The bundle's own place is better than none.
  }
  if (places.size > MOST_KEPT) places.clear();
  for (const [index, { line, column }] of wanted.entries()) places.set(`${file}:${line}:${column}`, found[index]);
}

/** From now on stacks of files in `folder` name their sources. */
function mapStacks(folder) {
  const ours = join(folder, '/');
  Error.prepareStackTrace = (error, frames) => {
    const missing = new Map();
    for (const frame of frames) {
      const file = frame.getFileName();
      if (!file?.startsWith(ours)) continue;
      const place = { line: frame.getLineNumber(), column: frame.getColumnNumber() };
      if (!places.has(`${file}:${place.line}:${place.column}`))
        missing.set(file, [...(missing.get(file) ?? []), place]);
    }
    for (const [file, wanted] of missing) look(file, wanted);
    return [head(error), ...frames.map((frame) => `    at ${told(frame)}`)].join('\n');
  };
}

function told(frame) {
  const text = String(frame);
  const made = `${frame.getFileName()}:${frame.getLineNumber()}:${frame.getColumnNumber()}`;
  const place = places.get(made);
  return place ? text.replace(made, () => place) : text;
}

function head(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}

module.exports = { mapStacks, sourcesOf };
