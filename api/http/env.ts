import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import type { Logger } from 'pino';
import type { Credential } from '../auth/credentials/credential.ts';
import type { Answer } from '../ops/answer.ts';

/** What middleware hands on to routes. */
export interface AppEnv {
  /** On Node, the server's own request and response; empty elsewhere. */
  Bindings: { incoming?: IncomingMessage; outgoing?: Answer };
  Variables: {
    credential: Credential;
    requestId: string;
    /** The server's logger; `logOf` gives the request's. */
    log: Logger;
    /** The proxies whose X-Forwarded-For and X-Forwarded-Proto `originOf` believes. */
    trustedProxies: BlockList;
  };
}
