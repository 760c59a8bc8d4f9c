/** The cell to which the key leads; undefined where the key does something else. */
export function nextCell(
  rows: readonly (readonly unknown[])[],
  { row, column }: { row: number; column: number },
  key: string,
): { row: number; column: number } | undefined {
  const to = (wanted: number, at: number) => {
    const found = Math.max(0, Math.min(wanted, rows.length - 1));
    const last = (rows[found]?.length ?? 1) - 1;
    return { row: found, column: at < 0 ? last : Math.min(at, last) };
  };
  const width = rows[row]?.length ?? 0;
  switch (key) {
    case 'ArrowUp':
      return to(row - 1, column);
    case 'ArrowDown':
      return to(row + 1, column);
    case 'PageUp':
      return to(row - 5, column);
    case 'PageDown':
      return to(row + 5, column);
    case 'ArrowLeft':
      return column > 0 || row === 0 ? to(row, Math.max(0, column - 1)) : to(row - 1, -1);
    case 'ArrowRight':
      return column < width - 1 || row === rows.length - 1 ? to(row, column + 1) : to(row + 1, 0);
    default:
      return undefined;
  }
}
