const KIB = 1024;
const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

export function inBytes(bytes: number): string {
  const power = Math.min(
    UNITS.length - 1,
    Math.floor(Math.log(Math.max(1, bytes)) / Math.log(KIB)),
  );
  const amount = bytes / KIB ** power;
  return `${amount.toFixed(power > 0 && amount < 10 ? 1 : 0)} ${UNITS[power]}`;
}

/** Milliseconds below a second, else seconds. */
export function inTime(ms: number): string {
  return ms < 1_000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** In days or hours where there are at least two of them, else in minutes. */
export function inDays(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2_880
    ? `${Math.floor(minutes / 60)} hours`
    : `${Math.floor(minutes / 1_440)} days`;
}

export const inDate = (date: Date) => date.toISOString().slice(0, 10);
