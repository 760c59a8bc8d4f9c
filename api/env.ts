import type { HttpBindings } from '@hono/node-server';
import type { Logger } from 'pino';
import type { Credential } from './auth/credential.ts';

/** What middleware hands on to routes. */
export interface AppEnv {
  /** On Node, the server's own request and response; empty elsewhere. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** The client's address, seen through trusted proxies. */
    address: string;
    /** The address at the other end of the connection: the client's own, or the nearest proxy's. */
    peer: string;
    isPeerTrusted: boolean;
    /** True where no proxy stands between, and the client is this machine. */
    isLocal: boolean;
    /** True where the client's side of the connection is encrypted. */
    isSecure: boolean;
    credential: Credential;
    log: Logger;
    requestId: string;
  };
}
