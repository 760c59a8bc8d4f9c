import type { Scope } from '../contract.ts';

interface Who {
  userId: string;
  username: string;
  role: 'admin' | 'member';
  tokenDigest: string;
}
export interface SessionCredential extends Who {
  kind: 'session';
  /** The seat's public id. */
  id: string;
  deviceId: string;
  status: 'active' | 'away';
}
export interface ApiTokenCredential extends Who {
  kind: 'api-token';
  id: string;
  scopes: readonly Scope[];
  expiresAt: Date | null;
}
export type Credential = SessionCredential | ApiTokenCredential;

/** A user who changes something, with the credential and the address that they use. */
export interface UserActor extends Pick<Credential, 'userId' | 'kind' | 'tokenDigest'> {
  address: string;
}
/** A user, or whoever runs the server: by its command line, configuration or setup token. */
export type Actor = UserActor | 'operator';
