/**
 * Whether the text is one emoji that keyboards offer: a sequence of RGI_Emoji, with its variation
 * selectors (UTS 51, ED-27).
 */
export function isEmoji(text: string): boolean {
  return /^\p{RGI_Emoji}$/v.test(text);
}
