import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../../db/tables/tables.ts';
import { deviceSchema } from '../../auth/contract.ts';
import type { Operator } from '../../auth/credentials/credential.ts';
import { revokeSession } from '../../auth/seats/revoke.ts';
import { type HeartbeatTimes, listSessions } from '../../auth/seats/sessions.ts';
import { Problem } from '../../http/problem.ts';
import { listUsers } from '../../users/users.ts';
import { Refusal } from '../refusal.ts';
import { defineCommand } from './command.ts';
import { forgetWorkstations, type Remembered, rememberedSchema } from './remembered.ts';

const sessionSchema = z.object({
  id: z.uuid(),
  username: z.string(),
  device: deviceSchema,
  createdAt: z.iso.datetime(),
  lastHeartbeatAt: z.iso.datetime(),
});
type NamedSession = z.output<typeof sessionSchema>;

export const listAllSessions = defineCommand({
  name: 'session-list',
  input: z.object({}),
  result: z.array(sessionSchema),
  run: ({ database: { db }, heartbeat }) => readSessions(db, heartbeat),
});

/**
 * Ends a session by its id; or all that lets a user, or everybody, in without the password: the session
 * and the remembered workstations, whether the user is connected or away. Resolves to what it ended.
 */
export const endSessions = defineCommand({
  name: 'session-end',
  input: z.union([z.object({ which: z.string() }), z.object({ all: z.literal(true) })]),
  result: z.object({ sessions: z.array(sessionSchema), workstations: z.array(rememberedSchema) }),
  async run({ database: { db }, heartbeat, operator }, input) {
    const which = 'all' in input ? undefined : input.which.toLowerCase();
    const users = (await listUsers(db)).filter(
      ({ username }) => which === undefined || username === which,
    );
    // Before the sessions: a workstation could sign in between.
    const workstations: Remembered[] = [];
    for (const user of users) workstations.push(...(await forgetWorkstations(db, operator, user)));
    const sessions = (await readSessions(db, heartbeat)).filter(
      ({ id, username }) => which === undefined || username === which || id === which,
    );
    if (which !== undefined && users.length === 0 && sessions.length === 0) {
      throw new Refusal(`no session and no user is called ${which}; see "session list"`);
    }
    return { sessions: await revoke(db, operator, sessions), workstations };
  },
});

async function readSessions(
  db: Kysely<Tables>,
  heartbeat: HeartbeatTimes,
): Promise<NamedSession[]> {
  const names = new Map((await listUsers(db)).map(({ id, username }) => [id, username]));
  return (await listSessions(db, heartbeat)).map(({ userId, ...session }) => ({
    ...session,
    username: names.get(userId) ?? userId,
  }));
}

/**
 * Ends each session in a transaction of its own. One transaction for all would lock many rows, and
 * could deadlock with another one that locks them in another order.
 */
async function revoke(
  db: Kysely<Tables>,
  operator: Operator,
  sessions: readonly NamedSession[],
): Promise<NamedSession[]> {
  const revoked: NamedSession[] = [];
  for (const session of sessions) {
    try {
      await revokeSession(db, operator, session.id);
      revoked.push(session);
    } catch (error) {
      // The session has ended meanwhile.
      if (!(error instanceof Problem && error.code === 'not-found')) throw error;
    }
  }
  return revoked;
}
