import { posix } from 'node:path';

/** Roots of paths that are checked if a document writes them between backticks. */
const ROOTS = /^(server|shared|miniapp|test|scripts|docs|deploy)\//;
/** A document by its name, or a section of the document named last. */
const CITED = /([\w-]+\.md)|§ ?(\d+(?:\.\d+)*)/g;
/** A section without a number: architecture.md, decision 6 · architecture.md (HTTP) · interface.md "Source". */
const TITLED = /([\w-]+\.md)(?: §[\d.]+)?(?:, | \(| )(?:(decision \d+)|"([^"]+)"|([A-Z]\w+)(?=[).]))/g;
/** docs/decisions/0012 · decision 0017 */
const DECISION = /\bdecisions?[ /](\d{4})\b/g;
const LINK = /\]\(([^)\s]+)\)/g;
const TICKED = /`([^`\s]+)`/g;

/** Returns the anchor of a heading on the usual hosts. */
const anchorOf = (title) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

function headingsOf(text) {
  const titles = [...text.matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, title]) => title);
  return {
    numbers: new Set(titles.flatMap((title) => /^(\d+(?:\.\d+)*)\b/.exec(title)?.[1] ?? [])),
    titles,
    anchors: new Set(titles.map(anchorOf)),
  };
}

/**
 * Checks the citations in code and documents: `x.md §n`, `x.md, decision n`, docs/decisions/NNNN, relative links, paths between backticks.
 * A bare § means the document named last before it in the same file; in a document it means the one named on its line, else itself.
 * @param files path from the root, with slashes → text; every file of the repository, "" where the text does not matter.
 * @returns one sentence for each broken citation, "file:line …"; none if all are good.
 */
export function brokenCitations(files) {
  const documents = new Map();
  const folders = new Set();
  const decisions = new Set();
  for (const [path, text] of files) {
    for (let at = posix.dirname(path); at !== '.'; at = posix.dirname(at)) folders.add(at);
    const decision = /^docs\/decisions\/(\d{4})-/.exec(path)?.[1];
    if (decision) decisions.add(decision);
    if (path.endsWith('.md')) documents.set(posix.basename(path), { path, ...headingsOf(text) });
  }
  const there = (path) => files.has(path) || folders.has(path.replace(/\/$/, ''));
  const broken = [];
  for (const [path, text] of files) {
    const isDocument = path.endsWith('.md');
    if (!isDocument && !/\.md|§|\bdecisions?[ /]\d/.test(text)) continue;
    let named = null;
    for (const [index, line] of text.split('\n').entries()) {
      const say = (what) => broken.push(`${path}:${index + 1} ${what}`);
      if (isDocument) named = documents.get(posix.basename(path));
      for (const [, name, section] of line.matchAll(CITED)) {
        if (name !== undefined) {
          named = documents.get(name);
          if (!named) say(`names ${name}, which is not in the repository`);
        } else if (!named) say(`cites §${section} of no document`);
        else if (!named.numbers.has(section)) say(`cites §${section}, which ${named.path} does not have`);
      }
      for (const [, name, ...wanted] of line.matchAll(TITLED)) {
        const title = wanted.find((each) => each !== undefined).toLowerCase();
        const titles = documents.get(name)?.titles ?? [];
        if (!titles.some((each) => hasTitle(each.toLowerCase(), title))) say(`cites “${title}” of ${name}`);
      }
      for (const [, number] of line.matchAll(DECISION))
        if (!decisions.has(number)) say(`cites decision ${number}, which is not there`);
      if (isDocument) checkLinks(path, line, documents, there, say);
    }
  }
  return broken;
}

const hasTitle = (heading, wanted) =>
  wanted.startsWith('decision ') ? new RegExp(`^${wanted}\\b`).test(heading) : heading.includes(wanted);

function checkLinks(path, line, documents, there, say) {
  for (const [, target] of line.matchAll(LINK)) {
    if (/^[a-z][a-z+.-]*:/i.test(target)) continue;
    const [to, anchor] = decodeURI(target).split('#');
    const file = to === '' ? path : posix.normalize(posix.join(posix.dirname(path), to));
    if (!there(file)) say(`links to ${target}, which is not there`);
    else if (anchor && file.endsWith('.md') && !documents.get(posix.basename(file))?.anchors.has(anchor))
      say(`links to ${target}, but there is no such heading`);
  }
  for (const [, token] of line.matchAll(TICKED))
    if (ROOTS.test(token) && /^[\w./-]+$/.test(token) && !there(token)) say(`names ${token}, which is not there`);
}
