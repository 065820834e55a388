/** Splits a message into lines and removes the Markdown signs that DingTalk uses for formatting. @param text the message as it was sent */
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
