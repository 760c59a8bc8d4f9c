import type { Fault } from './faults.ts';

export interface Outcome {
  fault: Fault;
  /** Of the whole run, with the start of its databases and servers. */
  seconds: number;
  /** The first test that failed; undefined where none did. */
  noticedBy: string | undefined;
}

/** A Markdown table, a row a fault. */
export function toTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ fault, seconds, noticedBy }) =>
    [fault.what, `\`${fault.file}\``, `\`${fault.suite}\``, noticedBy ?? '**nothing**', seconds]
      .map((cell) => String(cell).replaceAll('|', '\\|'))
      .join(' | '),
  );
  const head = ['planted', 'in', 'suite', 'noticed by', 'seconds'];
  return [head.join(' | '), head.map(() => '---').join(' | '), ...rows]
    .map((row) => `| ${row} |\n`)
    .join('');
}
