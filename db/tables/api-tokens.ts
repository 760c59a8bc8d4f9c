import type { Generated } from 'kysely';

export interface ApiTokensTable {
  id: string;
  /** SHA-256 of the token, hex. */
  digest: string;
  userId: string;
  name: string;
  scopes: ('read' | 'write')[];
  /** The family of the session that made it. */
  familyId: string | null;
  createdAt: Generated<Date>;
  expiresAt: Date | null;
}
