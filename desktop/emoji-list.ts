import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';
import type { EmojiLine } from './renderer/emoji/find-emoji.ts';

const listSchema = z.array(
  z.object({
    hexcode: z.string(),
    unicode: z.string(),
    label: z.string(),
    group: z.int().optional(),
    tags: z.array(z.string()).default([]),
  }),
);
const codesSchema = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
/** The group of skin tones and hair, which are no emoji by themselves. */
const COMPONENTS = 2;

/** The emoji that the build puts in the page, in the order of Unicode. */
export function emojiList(): EmojiLine[] {
  const french = new Map(read('fr/compact.json', listSchema).map((one) => [one.hexcode, one]));
  const codes = read('en/shortcodes/github.json', codesSchema);
  const join = (words: Iterable<string>) => [...words].join('|').replaceAll('_', ' ');
  return read('en/compact.json', listSchema).flatMap(
    ({ hexcode, unicode, label, tags, group }): EmojiLine[] => {
      if (group === undefined || group === COMPONENTS) return [];
      const other = french.get(hexcode);
      const words = join(new Set([...(other?.tags ?? []), ...tags]));
      const ofCode = join([codes[hexcode] ?? []].flat());
      return [[unicode, other?.label ?? label, label, ofCode, words, group]];
    },
  );
}

function read<Out>(file: string, schema: z.ZodType<Out>): Out {
  const path = createRequire(import.meta.url).resolve(`emojibase-data/${file}`);
  return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
}
