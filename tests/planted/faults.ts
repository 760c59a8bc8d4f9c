import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A fault that somebody might make, and the suite that must notice it. */
export interface Fault {
  /** What is wrong then, as a user or an administrator would say it. */
  what: string;
  file: string;
  /** Of tests/vitest.long.config.ts. */
  project: string;
  suite: string;
  /** Stands in the file once. */
  from: string;
  to: string;
}

/** Those of faults.txt: a heading, the file, the project and its suite, and a change as of `diff`. */
export function readFaults(): Fault[] {
  const text = readFileSync(path.join(import.meta.dirname, 'faults.txt'), 'utf8');
  return text.trim().split('\n\n').map(toFault);
}

function toFault(paragraph: string): Fault {
  const [heading = '', file = '', place = '', ...change] = paragraph.split('\n');
  const [project = '', suite = ''] = place.split(' ');
  const marked = (sign: string) =>
    change.flatMap((line) => (line.startsWith(sign) ? line.slice(1) : [])).join('\n');
  return { what: heading.slice(2), file, project, suite, from: marked('-'), to: marked('+') };
}

/** @throws Error where the list is behind the code */
export function plant({ file, from, to }: Fault, source: string): string {
  const [before, after, ...more] = source.split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${file} must hold this once: ${from}`);
  }
  return before + to + after;
}
