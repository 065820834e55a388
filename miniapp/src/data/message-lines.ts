/** A message as it reads, line by line: without the signs of Markdown that DingTalk takes for its form. @param text as it was sent */
export const messageLines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) =>
      line
        .replace(/^#+\s*/, '')
        .replace(/^-\s+/, '')
        .replaceAll('**', '')
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'),
    )
    .filter((line) => line.trim() !== '');
