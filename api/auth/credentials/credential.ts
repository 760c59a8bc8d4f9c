import type { Log, LogFields } from '../../lib/log-line.ts';
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
  keyId: string | null;
  status: 'active' | 'away';
}
export interface ApiTokenCredential extends Who {
  kind: 'api-token';
  id: string;
  scopes: readonly Scope[];
  expiresAt: Date | null;
}
export type Credential = SessionCredential | ApiTokenCredential;

/** Whose it is and which one, for a line of the log. */
export function idsOf({ userId, kind, id }: Pick<Credential, 'userId' | 'kind' | 'id'>): LogFields {
  return kind === 'session' ? { userId, sessionId: id } : { userId, tokenId: id };
}

/** A user who changes something, with the credential and the address that they use. */
export interface UserActor extends Pick<Credential, 'userId' | 'kind' | 'tokenDigest'> {
  address: string;
  /** Where the changes are told. */
  log: Log;
}
/** Whoever runs the server: by its command line, configuration or setup token. */
export interface Operator {
  kind: 'operator';
  /** Null where no client asked. */
  address: string | null;
  log: Log;
}
export type Actor = UserActor | Operator;

/** Who has done something, for the records. */
export type Doer =
  | Pick<UserActor, 'userId' | 'kind' | 'address'>
  | Pick<Operator, 'kind' | 'address'>;

export function operator(log: Log, address: string | null = null): Operator {
  return { kind: 'operator', address, log };
}

/** Who it was, for a line of the log. */
export function byWhom(actor: Doer): LogFields {
  const { kind: via, address } = actor;
  if (actor.kind !== 'operator') return { by: actor.userId, via, address };
  return address === null ? { via } : { via, address };
}
