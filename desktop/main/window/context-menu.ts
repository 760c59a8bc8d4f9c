import {
  clipboard,
  Menu,
  type MenuItemConstructorOptions,
  shell,
  type WebContents,
} from 'electron';
import type { Words } from '../words.ts';

/** The context menu: spelling suggestions, and actions for text and links. */
export function offerContextMenu(contents: WebContents, words: () => Words): void {
  contents.on('context-menu', (_event, at) => {
    const w = words();
    const items: MenuItemConstructorOptions[] = [];
    if (at.misspelledWord !== '') {
      items.push(
        ...at.dictionarySuggestions.map((suggestion) => ({
          label: suggestion,
          click: () => contents.replaceMisspelling(suggestion),
        })),
        ...(at.dictionarySuggestions.length === 0
          ? [{ label: w('menu.no-suggestion'), enabled: false }]
          : []),
        { type: 'separator' },
        {
          label: w('menu.learn-word'),
          click: () => contents.session.addWordToSpellCheckerDictionary(at.misspelledWord),
        },
        { type: 'separator' },
      );
    }
    if (/^(https?|mailto):/.test(at.linkURL)) {
      items.push(
        { label: w('menu.open-link'), click: () => void shell.openExternal(at.linkURL) },
        { label: w('menu.copy-link'), click: () => clipboard.writeText(at.linkURL) },
        { type: 'separator' },
      );
    }
    if (at.isEditable) {
      items.push(
        { role: 'cut', label: w('menu.cut'), enabled: at.editFlags.canCut },
        { role: 'copy', label: w('menu.copy'), enabled: at.editFlags.canCopy },
        { role: 'paste', label: w('menu.paste'), enabled: at.editFlags.canPaste },
        { role: 'selectAll', label: w('menu.select-all') },
      );
    } else if (at.selectionText.trim() !== '') {
      items.push({ role: 'copy', label: w('menu.copy') });
    }
    if (items.length > 0) Menu.buildFromTemplate(items).popup();
  });
}
