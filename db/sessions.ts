import type pg from 'pg';
import { createTlsChoice, type TlsChoice, withoutTls } from './tls.ts';

const CONNECT_TIMEOUT_MS = 3_000;
/** Silence before a TCP keep-alive: short enough for firewalls that forget silent connections. */
const KEEP_ALIVE_MS = 60_000;
/** How long a session that takes no writes is used for reading, before another is sought. */
const READ_ONLY_MS = 1_000;

/** What a session has found out about the server that it is with. */
export interface Standing {
  /** Another one after each start of a PostgreSQL server. */
  server: string;
  isReadOnly: boolean;
  openedAt: number;
}

/**
 * What all sessions with one database share: how they are opened, and what the newest of them has
 * found out. An address can lead elsewhere, and a session that is alive can be with the wrong server.
 */
export class Sessions {
  readonly timeoutMs: number;
  readonly tls: TlsChoice;
  readonly #config: pg.ClientConfig;
  readonly #onMove = new Set<(server: string) => void>();
  #newest: Standing | undefined;
  #isProven = false;

  constructor(databaseUrl: string, timeoutMs: number) {
    this.timeoutMs = timeoutMs;
    this.tls = createTlsChoice(databaseUrl);
    this.#config = {
      connectionString: withoutTls(databaseUrl),
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: timeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      application_name: 'workspace',
    };
  }

  /** For the next connection. */
  config(): pg.ClientConfig {
    return { ...this.#config, ssl: this.tls.current };
  }

  /** Has `check` run until it has passed once: what is between here and the server does not change. */
  async prove(check: (config: pg.ClientConfig) => Promise<void>): Promise<void> {
    if (this.#isProven) return;
    await check(this.config());
    this.#isProven = true;
  }

  /** Notes where a new session is. */
  note(standing: Standing): void {
    const hasMoved = this.#newest !== undefined && this.#newest.server !== standing.server;
    this.#newest = standing;
    if (hasMoved) for (const tell of this.#onMove) tell(standing.server);
  }

  /** Calls back when a new session is with another server than the one before. Returns how to stop. */
  onMove(tell: (server: string) => void): () => void {
    this.#onMove.add(tell);
    return () => this.#onMove.delete(tell);
  }

  /**
   * False for a session that is to be dropped: it is with another server than the newest session, or
   * takes no writes and the newest does, or takes none and is no longer new.
   */
  isFit({ server, isReadOnly, openedAt }: Standing): boolean {
    if (this.#newest !== undefined && this.#newest.server !== server) return false;
    if (!isReadOnly) return true;
    return this.#newest?.isReadOnly === true && performance.now() - openedAt < READ_ONLY_MS;
  }
}
