import ts from 'typescript';

/** Most lines of a component that is read at a glance, whatever its classes are called. */
const GLANCE = 10;
/** Fewest letters of a name that can be a word. */
const FEWEST = 3;

/**
 * Finds class names that are too short to be words, in the template and the styles of components.
 * @param files path → text of a component.
 * @param shared short names of the shared sheets (ui/base.css and others), which every component may use; the list may only become shorter.
 * @param known components that may still have short names of their own; the list may only become shorter.
 * @returns one sentence for each name of a component, and one for each entry of a list that is no longer needed.
 */
export function shortClassNames(files, shared = [], known = []) {
  const found = [];
  const unused = new Set(shared);
  const left = new Set(known);
  for (const [path, text] of files) {
    if (text.trimEnd().split('\n').length <= GLANCE) continue;
    const short = new Map();
    for (const { name, index } of [...ofTemplate(text), ...ofStyles(text)]) {
      if (name.length >= FEWEST) continue;
      unused.delete(name);
      if (!shared.includes(name) && !short.has(name)) short.set(name, index);
    }
    if (short.size === 0) continue;
    left.delete(path);
    if (known.includes(path)) continue;
    for (const [name, index] of short)
      found.push(
        `${path}:${lineAt(text, index)} calls a class “${name}”: call it what the element is, by a word (amount, stage-name)`,
      );
  }
  for (const path of left)
    found.push(`${path} has no short class name any more: take it off the list in scripts/check-class-names.mjs`);
  for (const name of unused)
    found.push(`no component has the class “${name}” any more: take it off the list in scripts/check-class-names.mjs`);
  return found;
}

const lineAt = (text, index) => text.slice(0, index).split('\n').length;

/** Reads `class="…"` and the texts that `:class="…"` may result in. A name that a variable holds is not seen. */
function ofTemplate(text) {
  const template = /<template>[\s\S]*<\/template>/.exec(text);
  if (!template) return [];
  return [...template[0].matchAll(/\s(:|v-bind:)?(?:class|[\w-]+-class)="([^"]*)"/g)].flatMap(
    ({ 0: whole, 1: bound, 2: value, index }) => {
      const at = template.index + index + whole.length - value.length - 1;
      return bound ? ofBinding(value, at) : namesIn(value, at);
    },
  );
}

const namesIn = (value, at) => [...value.matchAll(/\S+/g)].map(({ 0: name, index }) => ({ name, index: at + index }));

function ofBinding(code, at) {
  const source = ts.createSourceFile('class.ts', `(${code})`, ts.ScriptTarget.Latest, true);
  const found = [];
  const name = (node) => found.push(...namesIn(node.text, at + node.getStart(source) - 1));
  const visit = (node) => {
    if (ts.isStringLiteralLike(node)) name(node);
    // What a condition compares is not the class.
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(visit);
    else if (ts.isBinaryExpression(node)) {
      if (node.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken) visit(node.left);
      visit(node.right);
    } else if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
      if (ts.isComputedPropertyName(node.name)) visit(node.name.expression);
      else name(node.name);
    } else if (!ts.isCallExpression(node) && !ts.isElementAccessExpression(node)) ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Reads the selectors of `<style>`. */
function ofStyles(text) {
  return [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].flatMap(({ 0: whole, 1: sheet, index }) => {
    const start = index + whole.indexOf('>') + 1;
    const plain = sheet.replace(/\/\*[\s\S]*?\*\/|\[[^\]]*\]|"[^"]*"/g, (each) => ' '.repeat(each.length));
    return [...plain.matchAll(/[^{};]+(?=\{)/g)].flatMap((selector) =>
      [...selector[0].matchAll(/\.([a-zA-Z_][\w-]*)/g)].map((name) => ({
        name: name[1],
        index: start + selector.index + name.index,
      })),
    );
  });
}
