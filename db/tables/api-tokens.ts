import type { Generated } from 'kysely';

export interface ApiTokensTable {
  id: string;
  /** SHA-256 of the token, hex. */
  digest: string;
  userId: string;
  name: string;
  scopes: ('read' | 'write')[];
  createdAt: Generated<Date>;
  expiresAt: Date | null;
}
