import { type RawBuilder, sql } from 'kysely';

const MARK = '/* prepared */';

/**
 * Marks a statement, at its front, as one that PostgreSQL parses and plans once for each
 * connection. For statements that run all the time, always have the same text, and whose columns no
 * migration changes: planning is most of a short statement's cost. The embedded database plans each
 * time.
 */
export const prepared: RawBuilder<unknown> = sql.raw(MARK);

/** Names the marked statements: the same text, the same name. */
export function createNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (!text.slice(0, 'select distinct '.length + MARK.length).includes(MARK)) return undefined;
    const name = `prepared-${names.size + 1}`;
    names.set(text, name);
    return name;
  };
}
