import ts from 'typescript';

const HAN = /\p{Script=Han}/gu;
/** Fewest Han characters of a checked text; shorter words (确定, 取消, 附件) are ordinary, and two features may both have them. */
const FEWEST = 4;
const PAGES = 'miniapp/src/';
const han = (text) => text.match(HAN)?.length ?? 0;

/**
 * Finds Chinese texts that are in two files, each with every place: "text" path:line path:line.
 * @param files path → text, `.ts` and `.vue`.
 * @param known texts that may still be in two files; the list may only become shorter.
 * @returns in the order of the first place; a known text that is no longer in two files is reported too.
 */
export function readTwice(files, known = []) {
  const placesOf = new Map();
  for (const [path, text] of files)
    for (const { literal, line } of path.endsWith('.vue') ? ofComponent(path, text) : ofCode(path, text, 0)) {
      if (han(literal) < FEWEST) continue;
      const places = placesOf.get(literal) ?? [];
      placesOf.set(literal, [...places, { path, line }]);
    }
  const found = [];
  const left = new Set(known);
  for (const [literal, places] of placesOf) {
    // Two files of shared contain no text of the pages.
    if (new Set(places.map(({ path }) => path)).size < 2 || !places.some(({ path }) => path.startsWith(PAGES)))
      continue;
    if (left.delete(literal)) continue;
    const [first, ...others] = places.map(({ path, line }) => `${path}:${line}`);
    found.push(`${first} says “${literal}”, and so does ${others.join(', ')}: one file of words has it, both read it`);
  }
  for (const literal of left) found.push(`“${literal}” stands in one file only: take it off the list`);
  return found;
}

/** Reads the script, and of the template its texts, its plain attributes and the code in its bindings and braces. */
function ofComponent(path, text) {
  const found = [];
  const lineAt = (index) => text.slice(0, index).split('\n').length - 1;
  for (const each of text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g))
    found.push(...ofCode(path, each[1], lineAt(each.index)));
  const template = /<template>[\s\S]*<\/template>/.exec(text);
  if (!template) return found;
  const code = /\{\{([\s\S]*?)\}\}|\s(?:v-[\w:.-]+|[:@#][\w:.-]+)="([^"]*)"/g;
  for (const each of template[0].matchAll(code))
    found.push(...ofCode(path, each[1] ?? each[2], lineAt(template.index + each.index)));
  const plain = template[0]
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(code, blank)
    .replace(/\s[\w-]+="([^"]*)"/g, (whole, value) =>
      han(value) > 0 ? `>${value}<`.padStart(whole.length) : blank(whole),
    );
  for (const each of plain.matchAll(/>([^<>]+)</g))
    if (han(each[1]) > 0) {
      const before = each[1].length - each[1].trimStart().length;
      found.push({ literal: each[1].trim(), line: lineAt(template.index + each.index + 1 + before) + 1 });
    }
  return found;
}

/** Blanks a text but keeps its length and lines, so that positions stay the same. */
const blank = (text) => text.replace(/[^\n]/g, ' ');

function ofCode(path, text, linesBefore) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const found = [];
  const visit = (node) => {
    const literal = literalOf(node);
    if (literal !== null)
      found.push({ literal, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1 + linesBefore });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Returns a text as a person reads it, with `…` for an inserted value; null for any other node. */
function literalOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
  return null;
}
