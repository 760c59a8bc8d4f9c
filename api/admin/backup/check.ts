import { Refusal } from '../refusal.ts';
import type { Header } from './format.ts';
import { readBackup } from './read.ts';

/** A backup that has been read to its end, and was whole. */
export interface CheckedBackup {
  file: string;
  header: Header;
}

/** @throws Refusal where it is damaged, cut short, no backup, or of a newer version */
export async function checkBackup(file: string): Promise<CheckedBackup> {
  let header: Header | undefined;
  for await (const part of readBackup(file)) {
    if (part.kind === 'header') header = part.header;
  }
  if (header === undefined) throw new Refusal(`${file} is empty; use another one`);
  return { file, header };
}
