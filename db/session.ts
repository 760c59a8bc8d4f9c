import pg from 'pg';
import { isReadOnly } from './errors.ts';
import { type FoundServer, toNoConnection, unfitServer } from './no-connection.ts';
import { requireSessions } from './pooler.ts';
import { createNames } from './prepared.ts';
import { shouldRepeat } from './retry.ts';
import type { Sessions, Standing } from './sessions.ts';

const nameOf = createNames();

/** Positions, counts and milliseconds stay far below 2^53, so int8 is a number here. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as 'text');

type ConnectCallback = ((err: Error) => void) | ((err: null, client: pg.Client) => void);

/**
 * A connection whose settings are ours, whatever the database's or the role's defaults are. It
 * connects only to a server that is not in recovery.
 *
 * It prepares the statements that are marked for it, repeats a statement on its own that was rolled
 * back for another transaction's sake, and gives up a connection whose answer did not come in time.
 * Otherwise the connection would go back to the pool with its statement pending: a BEGIN that takes
 * effect later would swallow what the next holder writes.
 */
export class Session extends pg.Client {
  readonly #sessions: Sessions;
  #standing: Standing | undefined;

  constructor(sessions: Sessions) {
    super({ ...sessions.config(), types: { getTypeParser } });
    this.#sessions = sessions;
    // What breaks while a statement is under way fails that statement, and need not be told twice.
    this.on('error', () => undefined);
  }

  /** False where it is to be dropped, and another session sought. */
  get isFit(): boolean {
    return this.#standing !== undefined && this.#sessions.isFit(this.#standing);
  }

  get server(): string | undefined {
    return this.#standing?.server;
  }

  /** @throws NoConnectionError */
  override connect(): Promise<this>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<this> | undefined {
    const opened = this.#open();
    if (callback === undefined) return opened;
    const tell = (...outcome: unknown[]) => Reflect.apply(callback, undefined, outcome);
    opened.then(() => tell(null, this), tell);
    return undefined;
  }

  override query: pg.Client['query'] = (...args: unknown[]) => {
    const [text, values] = args;
    const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined;
    const given = name === undefined ? args : [{ name, text, values }];
    const ask = (): unknown => Reflect.apply(super.query, this, given);
    const isAlone = this.getTransactionStatus() === 'I';
    const answer = ask();
    // The base class declares what each overload returns.
    return (answer instanceof Promise ? this.#heed(answer, ask, isAlone) : answer) as never;
  };

  async #open(): Promise<this> {
    const tls = this.#sessions.tls.current;
    try {
      await super.connect();
      await this.#sessions.prove((config) => requireSessions(this, config));
      this.#standing = await this.#setUp();
    } catch (error) {
      super.end().catch(() => undefined);
      this.#sessions.tls.failed(tls, error);
      throw toNoConnection(error, this);
    }
    this.#sessions.note(this.#standing);
    return this;
  }

  /** One trip, once for each connection. Poolers refuse such settings in the start-up packet. */
  async #setUp(): Promise<Standing> {
    const { rows } = await super.query<FoundServer>(setUpStatement(this.#sessions.timeoutMs));
    const found = rows[0];
    if (found === undefined) throw new Error('the database does not tell its state');
    const fault = unfitServer(found, this);
    if (fault !== undefined) throw fault;
    const { server, isReadOnly } = found;
    return { server, isReadOnly, openedAt: performance.now() };
  }

  async #heed(first: Promise<unknown>, ask: () => unknown, isAlone: boolean): Promise<unknown> {
    let answer: unknown = first;
    for (let tries = 1; ; tries += 1) {
      try {
        return await answer;
      } catch (error) {
        if (error instanceof Error && error.message === 'Query read timeout') this.#giveUp();
        if (isReadOnly(error)) this.#refuse();
        if (!isAlone || !(await shouldRepeat(error, tries))) throw error;
        answer = ask();
      }
    }
  }

  /** It took no write, so that it is used no more. */
  #refuse(): void {
    if (this.#standing === undefined) return;
    this.#standing = { ...this.#standing, isReadOnly: true, openedAt: Number.NEGATIVE_INFINITY };
  }

  /** `end` breaks the connection off, since a statement is under way. */
  #giveUp(): void {
    this.end().catch(() => undefined);
  }
}

const SETTINGS = {
  client_encoding: 'UTF8',
  datestyle: 'ISO, MDY',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  // The pool keeps connections however long they are idle.
  idle_session_timeout: '0',
  lock_timeout: '0',
};

function setUpStatement(timeoutMs: number): string {
  const settings = {
    ...SETTINGS,
    statement_timeout: String(timeoutMs),
    // A node that was stopped in the middle of a transaction must not hold the log's lock for ever.
    idle_in_transaction_session_timeout: String(timeoutMs),
  };
  const set = Object.entries(settings).map(
    ([name, value]) => `set_config('${name}', '${value}', false)`,
  );
  return `
    select ${set.join(', ')},
      case when current_setting('server_version_num')::int >= 170000
        then set_config('transaction_timeout', '0', false) end,
      current_setting('server_encoding') as encoding,
      pg_is_in_recovery() as "isInRecovery",
      current_setting('transaction_read_only') = 'on' as "isReadOnly",
      extract(epoch from pg_postmaster_start_time())::text as server`;
}
