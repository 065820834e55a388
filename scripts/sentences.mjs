import ts from 'typescript';

/** Han characters, and the signs between the words and values of our sentences. */
const CHINESE = /[\p{Script=Han}，。：；、“”（）！？→]/u;
const HAN = /\p{Script=Han}/u;
const COMPARING = new Set(['===', '!==', '==', '!=']);
/** Methods of a text, or of a list of texts, that search or cut by their argument. */
const READING = new Set([
  'endsWith',
  'exec',
  'includes',
  'indexOf',
  'lastIndexOf',
  'match',
  'matchAll',
  'replace',
  'replaceAll',
  'search',
  'split',
  'startsWith',
  'test',
]);
/** A fixed text searched for inside a stored text: `… LIKE '%"key"%'`. A pattern that is a parameter is a person's input. */
const LIKE = /\bLIKE\s+\\?'%?[^'%]/iu;
/** Functions whose arguments are stored with a bill as an issue. */
const STORING = new Set(['coded', 'complaint', 'foundIssue', 'refuse']);
/** Code that finds issues. */
const FINDING = /^server\/src\/(engine|mapping|intake)\//;
/** A sentence, or a part of one: names, and the marks between them, have none of these signs, nor words around a value. */
const SENTENCE = /[，。：；！？]/u;
const WORDS = /\p{Script=Han}{2}/u;
/** Names of places that hold sentences, which are printed and never examined. */
const SPOKEN = /(^|\.)(sentence|nextStep|reference)$|(issue|problem)\.(message|detail|title)$|[wW]ords(\.\w+)+$/u;

/**
 * Finds places where code compares, splits or stores a Chinese sentence, line by line: "path:line: what is wrong".
 * @param files path → text, `.ts` and `.vue`.
 * @param allowed path → reason why its texts are no sentences of ours.
 * @returns in the order of the files; an entry of `allowed` that is no longer needed is reported too. It allows no stored sentence.
 */
export function readSentences(files, allowed) {
  const found = [];
  const exported = exportedFrom(files);
  for (const [path, text] of files) {
    const lines = path.endsWith('.vue') ? ofComponent(path, text, exported) : ofCode(path, text, 0, exported);
    if (FINDING.test(path)) found.push(...storedIn(path, text));
    if (!(path in allowed)) found.push(...lines);
    else if (lines.length === 0) found.push(`${path} compares no sentence any more: take it off the list`);
  }
  for (const path of Object.keys(allowed))
    if (!files.has(path)) found.push(`${path} is not there: take it off the list`);
  return found;
}

/** Reads the script, and the code in the template's attributes and braces. */
function ofComponent(path, text, exported) {
  const parts = [];
  for (const each of text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)) parts.push([each[1], each.index]);
  const template = /<template>[\s\S]*<\/template>/.exec(text);
  for (const each of (template?.[0] ?? '').matchAll(/\{\{([\s\S]*?)\}\}|[\s](?:v-[\w:.-]+|[:@#][\w:.-]+)="([^"]*)"/g))
    parts.push([each[1] ?? each[2], template.index + each.index]);
  return parts.flatMap(([code, at]) => ofCode(path, code, text.slice(0, at).split('\n').length - 1, exported));
}

function ofCode(path, text, linesBefore, exported) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const constants = constantsOf(source, exported);
  const chinese = (node) => node !== undefined && isChinese(node, constants);
  const found = [];
  const report = (node, what) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1 + linesBefore;
    found.push(`${path}:${line} ${what}: store a code with its parameters, and make the sentence where it is shown`);
  };
  const visit = (node) => {
    if (ts.isBinaryExpression(node) && COMPARING.has(node.operatorToken.getText()))
      [node.left, node.right].some(chinese) && report(node, 'compares a Chinese text');
    else if (ts.isCaseClause(node) && chinese(node.expression)) report(node, 'decides by a Chinese text');
    else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      if (READING.has(name.text)) {
        if (node.arguments.slice(0, 1).some(chinese) || chinese(expression))
          report(node, 'looks into a text for Chinese words');
        else if (SPOKEN.test(expression.getText())) report(node, 'takes a sentence apart');
      }
    } else if (ts.isRegularExpressionLiteral(node) && CHINESE.test(node.text) && !isArgument(node))
      report(node, 'has a pattern of Chinese words');
    else if (ts.isPropertyAssignment(node) && isKey(node.name) && HAN.test(node.name.text))
      report(node, 'looks up by a Chinese word');
    else if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node))
      LIKE.test(node.getText()) && report(node, 'searches inside a stored text');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Returns the places where an issue is found whose parameters hold a sentence, or a part of one. */
function storedIn(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const found = [];
  const report = (node) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    found.push(
      `${path}:${line} stores a Chinese sentence: store a code with its parameters, and make the sentence in server/src/domain/draft`,
    );
  };
  const look = (node) => {
    if (ts.isStringLiteralLike(node)) SENTENCE.test(node.text) && HAN.test(node.text) && report(node);
    else if (ts.isTemplateExpression(node)) {
      const parts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
      parts.some((part) => SENTENCE.test(part) || WORDS.test(part)) && report(node);
    } else ts.forEachChild(node, look);
  };
  const visit = (node) => {
    if (ts.isCallExpression(node) && STORING.has(calledBy(node.expression))) node.arguments.forEach(look);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
/** Returns the name of a called function or method; undefined if it has none. */
const calledBy = (called) => (ts.isPropertyAccessExpression(called) ? called.name : called).text;

const isKey = (name) => ts.isIdentifier(name) || ts.isStringLiteral(name);
/** Whether a node is an argument, which is reported with its call. */
const isArgument = (node) => ts.isCallExpression(node.parent) && node.parent.arguments[0] === node;

/** Returns the names that this file gives to a Chinese text, a pattern or a list of them. */
function constantsOf(source, exported) {
  const named = new Set();
  const visit = (node) => {
    if (ts.isImportSpecifier(node) && exported.has((node.propertyName ?? node.name).text)) named.add(node.name.text);
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      if (isChinese(node.initializer, named)) named.add(node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return named;
}

/** Returns the names under which any file exports such a text. */
function exportedFrom(files) {
  const names = new Set();
  for (const [path, text] of files)
    if (path.endsWith('.ts') && CHINESE.test(text)) {
      const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
      const own = constantsOf(source, names);
      for (const statement of source.statements)
        if (
          ts.isVariableStatement(statement) &&
          statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
        )
          for (const { name } of statement.declarationList.declarations)
            if (ts.isIdentifier(name) && own.has(name.text)) names.add(name.text);
    }
  return names;
}

function isChinese(node, constants) {
  if (ts.isIdentifier(node)) return constants.has(node.text);
  if (ts.isAsExpression(node) || ts.isParenthesizedExpression(node) || ts.isSatisfiesExpression(node))
    return isChinese(node.expression, constants);
  if (ts.isArrayLiteralExpression(node)) return node.elements.some((each) => isChinese(each, constants));
  if (ts.isRegularExpressionLiteral(node)) return CHINESE.test(node.text);
  if (ts.isTemplateExpression(node))
    return CHINESE.test(node.head.text) || node.templateSpans.some(({ literal }) => CHINESE.test(literal.text));
  return ts.isStringLiteralLike(node) && CHINESE.test(node.text);
}
