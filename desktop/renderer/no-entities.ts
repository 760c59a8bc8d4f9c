/** In place of the package `entities` (see vite.config.ts): in messages `&amp;` is text. */
export const decodeHTMLStrict = (text: string) => text;
