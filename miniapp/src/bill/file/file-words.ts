/** What a tile says of an attachment. Apart from the words of the bill's page, which a card need not load. */
export const fileWords = {
  openFile: (name: string) => `打开附件 ${name}`,
  again: (name: string) => `重试 ${name}`,
};
