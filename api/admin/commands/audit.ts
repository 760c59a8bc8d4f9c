import { z } from 'zod';
import { auditLineSchema, listAudit } from '../../auth/credentials/audit.ts';
import { defineCommand } from './command.ts';
import { getUserNamed } from './users.ts';

export const readAudit = defineCommand({
  name: 'audit',
  input: z.object({
    username: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(100_000),
  }),
  result: z.array(auditLineSchema),
  async run({ database: { db } }, { username, limit }) {
    const user = username === undefined ? undefined : await getUserNamed(db, username);
    return listAudit(db, { userId: user?.id, limit });
  },
});
