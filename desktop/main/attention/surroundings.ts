import { app, nativeTheme } from 'electron';
import type { Appearance, ShownState } from '../../bridge.ts';
import { type MenuActions, setAppMenu } from '../window/app-menu.ts';
import { languageOf, wordsIn } from '../words.ts';
import type { Attention } from './attention.ts';
import { type AppTray, describe } from './tray.ts';

/** What surrounds the page: the menus, the tray and the unread counts, in the page's language. */
export function createSurroundings(
  tray: AppTray,
  attention: Attention,
  isMac: boolean,
  actions: MenuActions,
) {
  let words = wordsIn(languageOf(app.getLocale()));
  let shown: ShownState = { connection: 'signed-out', messages: 0, mentions: 0, unread: [] };

  function show(): void {
    tray.show(shown, words);
    attention.showUnread(shown, describe(shown, words));
  }

  const showMenu = () => setAppMenu(words, { isMac, isDev: !app.isPackaged }, actions);

  show();
  showMenu();
  return {
    words: () => words,
    showState(state: ShownState): void {
      shown = state;
      show();
    },
    showAppearance({ language, theme }: Appearance): void {
      words = wordsIn(language);
      nativeTheme.themeSource = theme;
      showMenu();
      show();
    },
  };
}
