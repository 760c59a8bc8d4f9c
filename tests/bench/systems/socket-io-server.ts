import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/postgres-adapter';
import pg from 'pg';
import { Server } from 'socket.io';
import { z } from 'zod';
import { referenceMessage } from './reference-message.ts';

/**
 * A chat as Socket.IO's own tutorial builds it: each message is inserted in PostgreSQL, then sent to
 * the room; who comes back and cannot be recovered gets from the database what came after the last
 * message that they saw. `ADAPTER`: `postgresql` for several nodes, which cannot recover connections
 * from memory, or `memory`, which can.
 */
const { PORT, DATABASE_URL, ADAPTER } = z
  .object({
    PORT: z.coerce.number(),
    DATABASE_URL: z.string(),
    ADAPTER: z.enum(['postgresql', 'memory']),
  })
  .parse(process.env);
const postSchema = z.object({ clientId: z.string(), body: z.string() });
const authSchema = z.object({ after: z.number().optional() }).catch({});
const rowSchema = z.object({ seq: z.coerce.number(), message: z.unknown() });
const ROOM = 'general';

const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 16, idleTimeoutMillis: 0 });
await pool.query(`
  create table if not exists socket_io_messages (
    seq bigserial primary key, client_id uuid unique, message json not null);
  create table if not exists socket_io_attachments (
    id bigserial unique, created_at timestamptz default now(), payload bytea)`);

const http = createServer();
// The PostgreSQL adapter does not support recovery; with both on, what is sent to a single client
// goes through the database too, and coming back takes ten times as long.
const io = new Server(
  http,
  ADAPTER === 'postgresql'
    ? { adapter: createAdapter(pool) }
    : { connectionStateRecovery: { maxDisconnectionDuration: 10 * 60_000 } },
);

io.on('connection', async (socket) => {
  if (socket.handshake.query['role'] === 'subscriber') await socket.join(ROOM);
  socket.on('post', async (text: unknown, acknowledge: (answer: unknown) => void) => {
    const { clientId, body } = postSchema.parse(text);
    const message = referenceMessage(clientId, body, 0);
    const { rows } = await pool.query(
      'insert into socket_io_messages (client_id, message) values ($1, $2) returning seq',
      [clientId, message],
    );
    const stored = { ...message, seq: rowSchema.pick({ seq: true }).parse(rows[0]).seq };
    io.to(ROOM).emit('message', stored);
    acknowledge(stored);
  });
  const { after } = authSchema.parse(socket.handshake.auth);
  if (socket.recovered || after === undefined) return;
  const { rows } = await pool.query(
    'select seq, message from socket_io_messages where seq > $1 order by seq',
    [after],
  );
  for (const row of rows) {
    const { seq, message } = rowSchema.parse(row);
    socket.emit('message', { ...Object(message), seq });
  }
});
http.listen(PORT, '127.0.0.1');
