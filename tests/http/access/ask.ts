import type { Call } from '../operations.ts';
import { type RawAnswer, send } from '../raw.ts';
import type { Row } from './table.ts';
import type { Target } from './targets.ts';
import type { Who } from './who.ts';
import type { World } from './world.ts';

/** Does as the row says, for this one and to this target. */
export async function ask(world: World, call: Call, row: Row, who: Who, target?: Target) {
  const users = {
    guest: world.people.guest.id,
    newcomer: world.people.newcomer.id,
    oneself: who.userId,
  };
  const ids: Record<string, string | undefined> = {
    id: target?.id,
    keyId: target?.keyId,
    // Those who are nobody have no id, and are refused before one is looked at.
    userId: row.user && (users[row.user] ?? world.people.guest.id),
    emoji: encodeURIComponent('👍'),
  };
  const path = call.path.replace(/\{(.+?)\}/g, (_, name: string) => {
    const id = ids[name];
    if (id !== undefined) return id;
    throw new Error(`${row.to} has {${name}}: say in tests/http/access/table.ts what it names`);
  });
  const query = row.query ?? '';
  const body = typeof row.body === 'function' ? await row.body(who, world) : row.body;
  const sent = (method: string) =>
    send(
      world.server.url,
      {
        method,
        path: path + query,
        headers: {
          ...(who.token === undefined ? {} : { authorization: `Bearer ${who.token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      },
      20_000,
    );
  if (row.afterPut) await sent('PUT');
  return sent(call.method);
}

/** The status, and for a refusal of access its code. */
export function outcomeOf({ status, text }: RawAnswer): string {
  return status in CODES ? `${status} ${codeOf(text)}` : `${status}`;
}

export function expectedOutcome(status: number): string {
  return status in CODES ? `${status} ${CODES[status]}` : `${status}`;
}

const CODES: Record<number, string> = {
  401: 'not-authenticated',
  403: 'forbidden',
  404: 'not-found',
};

function codeOf(text: string): unknown {
  const problem: { code?: unknown } = JSON.parse(text);
  return problem.code;
}

/** All of an answer that must not differ between what is hidden and what is not there. */
export function lookOf({ status, headers, text }: RawAnswer) {
  const { date, 'x-request-id': id, ...others } = headers;
  return { status, text, headers: others };
}
