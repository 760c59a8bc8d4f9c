/** No tone, then from light to dark (Fitzpatrick types 1–2 to 6). */
export const TONES = ['', '🏻', '🏼', '🏽', '🏾', '🏿'] as const;

/** The emoji as RGI_Emoji has it (UTS 51), which is what the server takes. */
export function rgiOf(glyph: string): string {
  return isRgi(glyph) ? glyph : glyph.replaceAll('\ufe0f', '');
}

/** The emoji in this tone of TONES, where it shows people who have one. */
export function withTone(glyph: string, tone: number): string {
  const plain = rgiOf(glyph);
  const mark = TONES[tone] ?? '';
  const toned = plain.replaceAll(/(\p{Emoji_Modifier_Base})\ufe0f?/gu, `$1${mark}`);
  return isRgi(toned) ? toned : plain;
}

/** The same for an emoji in all tones, with and without the mark that it is drawn in colours. */
export const formOf = (glyph: string) => glyph.replaceAll(/\p{Emoji_Modifier}|\ufe0f/gu, '');

const isRgi = (glyph: string) => /^\p{RGI_Emoji}$/v.test(glyph);
