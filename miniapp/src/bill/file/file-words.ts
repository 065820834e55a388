/** Texts of an attachment tile. They are apart from the texts of the bill's page, so that a card need not load those. */
export const fileWords = {
  openFile: (name: string) => `打开附件 ${name}`,
  again: (name: string) => `重试 ${name}`,
};
