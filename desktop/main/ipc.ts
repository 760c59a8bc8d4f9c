import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import { z } from 'zod';
import { type ASKED, type Bridge, channelOf, type SAID } from '../bridge.ts';
import { isOfApp } from './window/app-origin.ts';

const settingsChange = z
  .strictObject({
    closeToTray: z.boolean(),
    startAtLogin: z.boolean(),
    notifications: z.boolean(),
  })
  .partial();
const shownState = z.strictObject({
  connection: z.enum(['live', 'catching-up', 'reconnecting', 'signed-out']),
  messages: z.int().min(0),
  mentions: z.int().min(0),
  unread: z.array(z.uuid()).max(10_000),
});
const appearance = z.strictObject({
  language: z.enum(['en', 'fr']),
  theme: z.enum(['light', 'dark', 'system']),
});
const notice = z.strictObject({
  title: z.string().max(200),
  body: z.string().max(1000),
  channelId: z.uuid(),
});

/** Main's side of the bridge, under the same names. */
export type Handlers = {
  [Name in (typeof ASKED)[number] | (typeof SAID)[number]]: (
    ...given: Parameters<Bridge[Name]>
  ) => ReturnType<Bridge[Name]> | Awaited<ReturnType<Bridge[Name]>>;
} & { isListening(): void };

/**
 * Answers the page, and nobody else: a frame of another origin, another page, or arguments of
 * another shape are refused before anything is done.
 */
export function answerPage(ipc: IpcMain, page: WebContents, handlers: Handlers): void {
  const answers = {
    getServer: answer(z.tuple([]), () => handlers.getServer()),
    setServer: answer(z.tuple([z.string().max(2048)]), ([url]) => handlers.setServer(url)),
    givePassword: answer(
      z.tuple([z.string().max(2048), z.string().max(256), z.string().max(1024)]),
      ([to, username, password]) => handlers.givePassword(to, username, password),
    ),
    isRemembered: answer(z.tuple([]), () => handlers.isRemembered()),
    canKeepSecrets: answer(z.tuple([]), () => handlers.canKeepSecrets()),
    missingDictionaries: answer(z.tuple([]), () => handlers.missingDictionaries()),
    getSettings: answer(z.tuple([]), () => handlers.getSettings()),
    changeSettings: answer(z.tuple([settingsChange]), ([change]) =>
      handlers.changeSettings(defined(change)),
    ),
    prepareDrag: answer(z.tuple([z.uuid()]), ([id]) => handlers.prepareDrag(id)),
    startDrag: answer(z.tuple([z.uuid()]), ([id]) => handlers.startDrag(id)),
    showState: answer(z.tuple([shownState]), ([state]) => handlers.showState(state)),
    showAppearance: answer(z.tuple([appearance]), ([look]) => handlers.showAppearance(look)),
    notify: answer(z.tuple([notice]), ([what]) => handlers.notify(what)),
    installUpdate: answer(z.tuple([]), () => handlers.installUpdate()),
    showDiagnostics: answer(z.tuple([]), () => handlers.showDiagnostics()),
    cancelDownload: answer(z.tuple([z.int()]), ([id]) => handlers.cancelDownload(id)),
    showDownload: answer(z.tuple([z.int()]), ([id]) => handlers.showDownload(id)),
    openDownload: answer(z.tuple([z.int()]), ([id]) => handlers.openDownload(id)),
    isListening: answer(z.tuple([]), () => handlers.isListening()),
  };
  for (const [name, handle] of Object.entries(answers)) {
    ipc.handle(channelOf(name), (event, ...given: unknown[]) => {
      requirePage(event, page);
      return handle(given);
    });
  }
}

function answer<Given, Out>(
  schema: z.ZodType<Given>,
  handle: (given: Given) => Out,
): (given: unknown) => Out {
  return (given) => {
    const parsed = schema.safeParse(given);
    if (!parsed.success) throw new Error(`refused: ${z.prettifyError(parsed.error)}`);
    return handle(parsed.data);
  };
}

function requirePage({ sender, senderFrame }: IpcMainInvokeEvent, page: WebContents) {
  const isPage = sender === page && senderFrame !== null && senderFrame.parent === null;
  if (!isPage || !isOfApp(senderFrame.url)) throw new Error('refused: not for this frame');
}

/** Drops the members whose value is undefined. */
function defined<Value extends object>(
  value: Value,
): { [Key in keyof Value]: NonNullable<Value[Key]> } {
  return JSON.parse(JSON.stringify(value));
}
