declare module 'virtual:emoji' {
  const list: readonly import('./find-emoji.ts').EmojiLine[];
  export default list;
}
