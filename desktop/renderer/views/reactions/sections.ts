import { type Emoji, findEmoji } from '../../emoji/find-emoji.ts';
import { formOf, withTone } from '../../emoji/tones.ts';
import type { Preferences } from '../../preferences.ts';
import { isMessageKey } from '../faults.ts';

/** How many emoji stand beside each other. */
export const COLUMNS = 8;
const QUICK = 6;
const MOST_FOUND = 64;

export interface Cell {
  glyph: string;
  name: string;
}
export interface Section {
  title: string;
  rows: readonly (readonly Cell[])[];
}

/** What the picker shows: what is called as typed, or the quick ones and then all, group by group. */
export function sectionsOf(
  all: readonly Emoji[],
  { t, spoken }: Preferences,
  {
    typed,
    tone,
    quickEmoji,
  }: { typed: string; tone: number; quickEmoji(count: number): readonly string[] },
): Section[] {
  const cellOf = ({ glyph, names }: Emoji): Cell => ({
    glyph: withTone(glyph, tone),
    name: names[spoken.value],
  });
  const section = (title: string, cells: readonly Cell[]) => ({ title, rows: inRows(cells) });
  if (typed !== '') {
    const found = findEmoji(all, typed, MOST_FOUND).map(cellOf);
    return found.length === 0 ? [] : [section(t('emoji.found'), found)];
  }
  const byGlyph = new Map(all.map((emoji) => [formOf(emoji.glyph), emoji]));
  const quick = quickEmoji(QUICK).map((glyph) => ({
    glyph,
    name: byGlyph.get(formOf(glyph))?.names[spoken.value] ?? glyph,
  }));
  const groups = Object.entries(Object.groupBy(all, ({ group }) => group)).map(
    ([group, emoji = []]) => {
      const key = `emoji.group-${group}`;
      return section(isMessageKey(key) ? t(key) : '', emoji.map(cellOf));
    },
  );
  return [section(t('emoji.used'), quick), ...groups];
}

function inRows(cells: readonly Cell[]): Cell[][] {
  const rows: Cell[][] = [];
  for (let at = 0; at < cells.length; at += COLUMNS) rows.push(cells.slice(at, at + COLUMNS));
  return rows;
}
