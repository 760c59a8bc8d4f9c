import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Words } from '../words.ts';

/** What the menu asks of the client. */
export interface MenuActions {
  showDiagnostics(): void;
  showAbout(): void;
  print(): void;
  zoom(way: 'in' | 'out'): void;
  find(what: 'words' | 'next' | 'previous'): void;
}

/** The menu bar. It is hidden until Alt is pressed, and it provides the standard shortcuts. */
export function setAppMenu(
  w: Words,
  { isMac, isDev }: { isMac: boolean; isDev: boolean },
  actions: MenuActions,
): void {
  const quit = [{ type: 'separator' as const }, { role: 'quit' as const, label: w('menu.quit') }];
  const print = item(w('menu.print'), 'CommandOrControl+P', actions.print);
  const about = item(w('menu.about'), undefined, actions.showAbout);
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    { label: w('menu.file'), submenu: [print, ...(isMac ? [] : quit)] },
    { label: w('menu.edit'), submenu: [...editing(w), ...finding(w, isMac, actions)] },
    { label: w('menu.view'), submenu: viewing(w, isDev, actions) },
    {
      role: 'help',
      label: w('menu.help'),
      submenu: [
        item(w('menu.diagnostics'), undefined, actions.showDiagnostics),
        ...(isMac ? [] : [about]),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function item(label: string, accelerator: string | undefined, act: () => void) {
  return { label, ...(accelerator !== undefined && { accelerator }), click: () => act() };
}

function editing(w: Words): MenuItemConstructorOptions[] {
  return [
    { role: 'undo', label: w('menu.undo') },
    { role: 'redo', label: w('menu.redo') },
    { type: 'separator' },
    { role: 'cut', label: w('menu.cut') },
    { role: 'copy', label: w('menu.copy') },
    { role: 'paste', label: w('menu.paste') },
    { role: 'selectAll', label: w('menu.select-all') },
  ];
}

function finding(w: Words, isMac: boolean, { find }: MenuActions): MenuItemConstructorOptions[] {
  const [next, previous] = isMac ? ['Command+G', 'Command+Shift+G'] : ['F3', 'Shift+F3'];
  return [
    { type: 'separator' },
    // Control F is the page's, which searches in all that was said.
    item(w('menu.find'), undefined, () => find('words')),
    item(w('menu.find-next'), next, () => find('next')),
    item(w('menu.find-previous'), previous, () => find('previous')),
  ];
}

function viewing(w: Words, isDev: boolean, { zoom }: MenuActions): MenuItemConstructorOptions[] {
  const zoomIn = () => zoom('in');
  return [
    { role: 'resetZoom', label: w('menu.actual-size') },
    item(w('menu.zoom-in'), 'CommandOrControl+Plus', zoomIn),
    // On many keyboards "+" is "=" with Shift.
    { ...item(w('menu.zoom-in'), 'CommandOrControl+=', zoomIn), visible: false },
    item(w('menu.zoom-out'), 'CommandOrControl+-', () => zoom('out')),
    { role: 'togglefullscreen', label: w('menu.full-screen') },
    { role: 'reload', label: w('menu.reload') },
    ...(isDev ? [{ role: 'toggleDevTools' as const }] : []),
  ];
}
