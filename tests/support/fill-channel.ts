import { sql } from 'kysely';
import { connect } from '../../db/connect.ts';

interface Filling {
  channelId: string;
  messages: number;
  /** In turn, each author writes three messages. */
  authorIds: readonly string[];
  readerId: string;
  /** The reader's read position. */
  lastRead: number;
  /** Between two messages. */
  minutes?: number;
}

/** Texts after a message's number: as people write, of one line to a dozen, the same every time. */
const ENDINGS = [
  '',
  ' yes, **that** one',
  ' thanks, @user2, I will look at it after lunch',
  ' and so **on**, with `code` and _more_'.repeat(4),
  ' see https://example.com/a/page?of=something for the rest',
  '\n\n- the first\n- the second, with `code`\n- the third',
  ' A long paragraph, such as somebody writes who explains what went wrong.'.repeat(9),
  '\n\n```\nconst answer = await ask(question);\nif (answer === undefined) return;\n```',
  ' ok',
  '\n\n> what somebody else had said before\n\nand what one thinks of it',
  ' and then it did what it does'.repeat(7),
];

/**
 * Fills a channel with as many messages as a busy one has after years. No server may use the
 * database meanwhile. The newest message replies to the one at a hundredth of the history.
 */
export async function fillChannel(
  env: Readonly<Record<string, string>>,
  { channelId, messages, authorIds, readerId, lastRead, minutes = 7 }: Filling,
): Promise<void> {
  const { db, close } = await connect({
    databaseUrl: env['DATABASE_URL'],
    dataDir: env['DATA_DIR'] ?? '',
    timeoutMs: 60_000,
    onFault: () => undefined,
  });
  await db.transaction().execute(async (transaction) => {
    // Without the foreign-key checks, which take most of the time.
    await sql`set local session_replication_role = replica`.execute(transaction);
    await sql`
      insert into messages (id, channel_id, seq, author_id, body, created_at)
      select gen_random_uuid(), ${channelId}, n,
        (array[${sql.join(authorIds)}]::uuid[])[1 + n / 3 % ${sql.lit(authorIds.length)}],
        'message ' || n || (array[${sql.join(ENDINGS)}]::text[])[1 + n::bigint * 7919 % ${sql.lit(ENDINGS.length)}],
        clock_timestamp() - (${sql.lit(messages)} - n) * ${sql.lit(minutes)} * interval '1 minute'
      from generate_series(1, ${sql.lit(messages)}) n`.execute(transaction);
    await sql`
      update messages set reply_to_id = (
        select id from messages where channel_id = ${channelId} and seq = ${Math.ceil(messages / 100)})
      where channel_id = ${channelId} and seq = ${messages}`.execute(transaction);
    await sql`update channels set last_seq = ${messages} where id = ${channelId}`.execute(
      transaction,
    );
    await sql`
      update memberships set last_read_seq = ${lastRead}
      where channel_id = ${channelId} and user_id = ${readerId}`.execute(transaction);
  });
  await sql`analyze messages`.execute(db);
  await close();
}
