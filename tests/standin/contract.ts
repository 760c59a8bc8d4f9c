/** Fails the type check where the stand-in has a name that Electron's main process has not. */
import type * as Electron from 'electron';
import type standin from './electron.ts';

type Standin = Omit<typeof standin, 'standin'>;
type Name = keyof Standin & keyof typeof Electron;

/** `never`, unless the stand-in has members that the real thing has not. */
type Extra<Mine, Real> = Exclude<keyof Mine & string, keyof Real>;

/** For a class, what its instances have as well. */
type ExtraOf<Mine, Real> =
  | Extra<Mine, Real>
  | (Mine extends abstract new (
      ...args: never
    ) => infer MyInstance
      ? Real extends abstract new (
          ...args: never
        ) => infer RealInstance
        ? Extra<MyInstance, RealInstance>
        : never
      : never);

type Extras = { [Each in Name]: ExtraOf<Standin[Each], (typeof Electron)[Each]> };

/** Objects that the module gives only through others. */
type WebContents = InstanceType<Standin['BrowserWindow']>['webContents'];
interface Reached {
  session: Extra<Standin['session']['defaultSession'], Electron.Session>;
  webRequest: Extra<
    Standin['session']['defaultSession']['webRequest'],
    Electron.Session['webRequest']
  >;
  webContents: Extra<WebContents, Electron.WebContents>;
  webFrameMain: Extra<WebContents['mainFrame'], Electron.WebFrameMain>;
  commandLine: Extra<Standin['app']['commandLine'], Electron.CommandLine>;
}

type None<Nothing extends never> = Nothing;
export type Agreed = [
  None<Exclude<keyof Standin, keyof typeof Electron>>,
  None<Extras[Name]>,
  None<Reached[keyof Reached]>,
];
