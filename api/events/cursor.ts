/** A place in the event log: `<epoch>-<position>`, opaque to clients. */
export function formatCursor(epoch: string, position: number): string {
  return `${epoch}-${position}`;
}

/** The position that `cursor` names in the log of `epoch`; undefined where it names none. */
export function parseCursor(epoch: string, cursor: string): number | undefined {
  const match = /^([0-9a-z]{1,32})-(0|[1-9]\d{0,14})$/.exec(cursor);
  return match?.[1] === epoch ? Number(match[2]) : undefined;
}
