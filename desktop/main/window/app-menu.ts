import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Words } from '../words.ts';

/** What the menu asks of the client. */
export interface MenuActions {
  showDiagnostics(): void;
  showAbout(): void;
  print(): void;
  zoom(way: 'in' | 'out'): void;
}

/** The menu bar. It is hidden until Alt is pressed, and it provides the standard shortcuts. */
export function setAppMenu(
  w: Words,
  { isMac, isDev }: { isMac: boolean; isDev: boolean },
  actions: MenuActions,
): void {
  const print = {
    label: w('menu.print'),
    accelerator: 'CommandOrControl+P',
    click: () => actions.print(),
  };
  const zoom = (way: 'in' | 'out', accelerator: string) => ({
    label: w(`menu.zoom-${way}`),
    accelerator,
    click: () => actions.zoom(way),
  });
  const template: MenuItemConstructorOptions[] = [
    isMac
      ? { role: 'appMenu' }
      : {
          label: w('menu.file'),
          submenu: [print, { type: 'separator' }, { role: 'quit', label: w('menu.quit') }],
        },
    ...(isMac ? [{ label: w('menu.file'), submenu: [print] }] : []),
    {
      label: w('menu.edit'),
      submenu: [
        { role: 'undo', label: w('menu.undo') },
        { role: 'redo', label: w('menu.redo') },
        { type: 'separator' },
        { role: 'cut', label: w('menu.cut') },
        { role: 'copy', label: w('menu.copy') },
        { role: 'paste', label: w('menu.paste') },
        { role: 'selectAll', label: w('menu.select-all') },
      ],
    },
    {
      label: w('menu.view'),
      submenu: [
        { role: 'resetZoom', label: w('menu.actual-size') },
        zoom('in', 'CommandOrControl+Plus'),
        // On many keyboards "+" is "=" with Shift.
        { ...zoom('in', 'CommandOrControl+='), visible: false },
        zoom('out', 'CommandOrControl+-'),
        { role: 'togglefullscreen', label: w('menu.full-screen') },
        { role: 'reload', label: w('menu.reload') },
        ...(isDev ? [{ role: 'toggleDevTools' as const }] : []),
      ],
    },
    {
      role: 'help',
      label: w('menu.help'),
      submenu: [
        { label: w('menu.diagnostics'), click: () => actions.showDiagnostics() },
        ...(isMac ? [] : [{ label: w('menu.about'), click: () => actions.showAbout() }]),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
