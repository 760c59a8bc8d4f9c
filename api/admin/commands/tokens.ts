import { z } from 'zod';
import { apiTokenSchema, createdApiTokenSchema, newApiTokenSchema } from '../../auth/contract.ts';
import {
  createApiToken,
  deleteApiToken,
  listApiTokens,
} from '../../auth/credentials/api-tokens.ts';
import { idSchema } from '../../lib/ids.ts';
import { Refusal } from '../refusal.ts';
import { defineCommand } from './command.ts';
import { getUserNamed } from './users.ts';

export const createToken = defineCommand({
  name: 'token-create',
  input: newApiTokenSchema.extend({ username: z.string() }),
  result: createdApiTokenSchema,
  async run({ database: { db }, operator }, { username, ...wanted }) {
    const { id } = await getUserNamed(db, username);
    const token = await createApiToken(db, operator, id, wanted);
    if (token !== undefined) return token;
    throw new Refusal(`${username} is disabled; enable the user first with "user enable"`);
  },
});

export const listTokens = defineCommand({
  name: 'token-list',
  input: z.object({ username: z.string() }),
  result: z.array(apiTokenSchema),
  async run({ database: { db } }, { username }) {
    return listApiTokens(db, (await getUserNamed(db, username)).id);
  },
});

export const revokeToken = defineCommand({
  name: 'token-revoke',
  input: z.object({ username: z.string(), id: idSchema }),
  result: z.null(),
  async run({ database: { db }, operator }, { username, id }) {
    const user = await getUserNamed(db, username);
    await deleteApiToken(db, operator, user.id, id);
    return null;
  },
});
