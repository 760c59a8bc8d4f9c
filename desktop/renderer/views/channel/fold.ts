/** A message of more lines is folded. */
const MOST_LINES = 60;
/** So many lines of it are drawn until somebody asks for the rest. */
const FIRST_LINES = 40;

/**
 * The beginning of a message that is too long to be drawn unasked, and how many lines are left out;
 * undefined where all is drawn. A message may have thousands of lines, and the page stands still
 * while it lays them out.
 */
export function fold(text: string): { beginning: string; rest: number } | undefined {
  const lines = text.split('\n');
  if (lines.length <= MOST_LINES) return undefined;
  return {
    beginning: lines.slice(0, FIRST_LINES).join('\n'),
    rest: lines.length - FIRST_LINES,
  };
}
