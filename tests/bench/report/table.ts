import { short } from './numbers.ts';
import type { FigureResult, Result, SystemResult } from './results.ts';

/**
 * A workload's table in Markdown: a row for each figure, a column for each system, each cell the
 * median, the least and most where there were rounds, and Workspace's ratio to it.
 */
export function toTable({ workload, figures, faults }: Result): string {
  const systems = [...new Set(figures.flatMap((figure) => figure.systems.map((s) => s.system)))];
  const rows = figures
    .filter((figure) => figure.systems.length > 0)
    .map((figure) => [labelOf(figure), ...systems.map((system) => cellOf(figure, system))]);
  const lines = align([['', ...systems], ...rows]);
  return [
    `### ${workload}`,
    '',
    ...lines,
    ...faults.map((fault) => `\nNot measured: ${fault}`),
    '',
  ].join('\n');
}

function labelOf({ name, unit }: FigureResult): string {
  return unit === '' ? name : `${name} (${unit})`;
}

function cellOf({ systems, better }: FigureResult, name: string): string {
  const result = systems.find(({ system }) => system === name);
  if (result === undefined) return '–';
  const { ratio } = result;
  return `${middleOf(result)}${ratio === null || better === 'none' ? '' : ` · ${short(ratio)}×`}`;
}

function middleOf({ median, least, most }: SystemResult): string {
  return least < most ? `${short(median)} (${short(least)}–${short(most)})` : short(median);
}

function align(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map(
    (row) => `| ${row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`,
  );
  const rule = `|${widths.map((width, column) => `${'-'.repeat(width + 1)}${column === 0 ? '-' : ':'}`).join('|')}|`;
  return [lines[0] ?? '', rule, ...lines.slice(1)];
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
