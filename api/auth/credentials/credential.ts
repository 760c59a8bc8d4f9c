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
}
export type Credential = SessionCredential | ApiTokenCredential;

/** A user who changes something, by which credential and from which address. */
export interface UserActor extends Pick<Credential, 'userId' | 'kind' | 'tokenDigest'> {
  address: string;
}
/** Or whoever runs the server: at its command line, by its configuration or with its setup token. */
export type Actor = UserActor | 'operator';
