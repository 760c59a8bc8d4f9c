/**
 * Whether a version is newer than another, by the numbers of each (Semantic Versioning 2.0.0,
 * 11.2). A text that is not a version is never newer.
 */
export function isNewer(version: string, than: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(than)];
  const place = a.findIndex((number, index) => number !== b[index]);
  return place >= 0 && (a[place] ?? 0) > (b[place] ?? 0);
}

function numbersOf(version: string): number[] {
  const [core] = /^\d+\.\d+\.\d+/.exec(version) ?? [];
  return core === undefined ? [] : core.split('.').map(Number);
}
