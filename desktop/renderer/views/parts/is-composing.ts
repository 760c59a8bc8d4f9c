/**
 * Whether the key is an input method's own, as an Enter that takes a word of its list: it does nothing
 * else. The key that ends it comes afterwards in Safari, with this code.
 */
export function isComposing({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229;
}
