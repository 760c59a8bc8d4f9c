/** A line on standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A list as a table under its titles, or as one JSON array. */
export function printList<Row>(
  rows: readonly Row[],
  columns: Record<string, (row: Row) => string | number>,
  { json = false }: { json?: boolean },
): void {
  if (json) {
    print(JSON.stringify(rows, null, 2));
    return;
  }
  const lines = [
    Object.keys(columns),
    ...rows.map((row) => Object.values(columns).map((pick) => String(pick(row)))),
  ];
  const widths = Object.keys(columns).map((_, index) =>
    Math.max(...lines.map((cells) => cells[index]?.length ?? 0)),
  );
  for (const cells of lines) {
    print(
      cells
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

/** A moment to the minute, in UTC. */
export function minute(moment: string | null): string {
  return moment === null ? '-' : `${moment.slice(0, 16).replace('T', ' ')}Z`;
}
