import type { EventEmitter } from 'node:events';
import { createEvent } from '../event.ts';
import { IpcMain } from '../modules/ipc-main.ts';
import type { Recorder } from '../recorder.ts';
import { createCodec } from '../worlds/codec.ts';
import type { MainMessage, WorldMessage } from '../worlds/preload-world.ts';
import type { WebFrameMain } from './web-frame-main.ts';

/** Whom the messages of a page are for. */
export interface Hearers {
  contents: EventEmitter & { readonly mainFrame: WebFrameMain };
  /** Those that may handle a call, the page's own first. */
  ipc: readonly IpcMain[];
  recorder: Recorder;
  decide(permission: string): Promise<boolean>;
  retitle(title: string): void;
  tell(message: MainMessage): void;
}

const codec = createCodec();

/** Deals with one message of the preload's world; messages are heard in their order. */
export function hear(hearers: Hearers, { kind, id, channel, args }: WorldMessage): void {
  const { contents, ipc, recorder } = hearers;
  const values = args.map((arg) => codec.decode(arg));
  const frame = contents.mainFrame;
  const event = {
    type: 'frame',
    sender: contents,
    senderFrame: frame,
    processId: frame.processId,
    frameId: frame.routingId,
    ports: [],
  };
  switch (kind) {
    case 'send':
      for (const each of ipc) each.emit(channel, event, ...values);
      break;
    case 'invoke':
      void answer(hearers, id, channel, () => IpcMain.invoke(ipc, channel, event, values));
      break;
    case 'permission':
      void answer(hearers, id, channel, () => hearers.decide(channel));
      break;
    case 'title':
      hearers.retitle(String(values[0]));
      break;
    case 'context-menu':
      contents.emit(kind, createEvent({}), { frame, ...Object(values[0]) });
      break;
    case 'preload-error':
      recorder.note(kind, { text: String(values[0]) });
      contents.emit(kind, createEvent({}), '', values[0]);
      break;
    default:
      kind satisfies never;
  }
}

async function answer(
  { tell }: Hearers,
  id: number,
  channel: string,
  ask: () => unknown,
): Promise<void> {
  try {
    tell({ kind: 'result', id, channel, args: [codec.encode(await ask())] });
  } catch (error) {
    const text = `Error invoking remote method '${channel}': ${error}`;
    tell({ kind: 'error', id, channel, args: [text] });
  }
}
