import { Hono } from 'hono';
import type { Logger } from 'pino';
import type { AdminCommand, CommandDeps, Write } from '../commands/command.ts';
import { findCommand } from '../commands/commands.ts';
import { findRefusal, Refusal } from '../refusal.ts';
import type { AnswerLine } from './answer.ts';

/** `POST /commands/<name>` with its input as JSON; the answer is the lines of `AnswerLine`. */
export function controlApp(deps: CommandDeps, log: Logger): Hono {
  const app = new Hono();
  app.post('/commands/:name', async (c) => {
    const name = c.req.param('name');
    const command = findCommand(name);
    const input: unknown = await c.req.json();
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const encoder = new TextEncoder();
    const send = (line: AnswerLine) =>
      writer.write(encoder.encode(`${JSON.stringify(line)}\n`)).catch(() => {
        throw new Refusal('whoever gave the command is gone');
      });
    const answer = async () => {
      await send(await run(command, deps, input, (line) => send({ line }), log));
      await writer.close();
    };
    answer().catch(() => log.info({ command: name }, 'nobody waited for the end of the command'));
    return c.body(readable, 200, { 'content-type': 'application/jsonl' });
  });
  return app;
}

async function run(
  command: AdminCommand<never, unknown> | undefined,
  deps: CommandDeps,
  input: unknown,
  write: Write,
  log: Logger,
): Promise<AnswerLine> {
  if (command === undefined) {
    return { refusal: 'the server is of another version than this command; use its own' };
  }
  try {
    // The command parses its input.
    const result = await command.run(deps, input as never, write);
    log.info({ command: command.name }, 'command of an administrator');
    return { result };
  } catch (error) {
    const refusal = findRefusal(error);
    if (refusal === undefined) log.error({ err: error, command: command.name }, 'unexpected error');
    return { refusal: refusal ?? "this is a fault of the server; see the server's log" };
  }
}
