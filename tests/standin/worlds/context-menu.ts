/** What the script uses of the page's elements; the stand-in itself has no DOM types. */
interface Element {
  readonly isContentEditable?: boolean;
  readonly tagName?: string;
  readonly href?: string;
  readonly src?: string;
  readonly readOnly?: boolean;
  closest?(selector: string): Element | null;
}

interface ContextMenuEvent {
  readonly defaultPrevented: boolean;
  readonly target: Element | null;
  readonly clientX: number;
  readonly clientY: number;
}

interface Page {
  addEventListener(name: 'contextmenu', listener: (event: ContextMenuEvent) => void): void;
  getSelection(): unknown;
}

/**
 * Tells of each right click that the page leaves alone, as Electron's `context-menu` does; which word
 * is misspelt is not known. Runs in the preload's world from its source text.
 */
export function watchContextMenu(page: Page, tell: (params: object) => void): void {
  page.addEventListener('contextmenu', ({ defaultPrevented, target, clientX, clientY }) => {
    if (defaultPrevented) return;
    const link = target?.closest?.('a[href]');
    const isField = /^(INPUT|TEXTAREA)$/.test(target?.tagName ?? '');
    const isEditable = target?.isContentEditable === true || (isField && !target?.readOnly);
    const selectionText = String(page.getSelection());
    const isImage = target?.tagName === 'IMG';
    const canEdit = isEditable && selectionText !== '';
    tell({
      x: clientX,
      y: clientY,
      linkURL: link?.href ?? '',
      srcURL: isImage ? (target?.src ?? '') : '',
      mediaType: isImage ? 'image' : 'none',
      selectionText,
      isEditable,
      misspelledWord: '',
      dictionarySuggestions: [],
      editFlags: {
        canUndo: isEditable,
        canRedo: isEditable,
        canCut: canEdit,
        canCopy: selectionText !== '',
        canPaste: isEditable,
        canDelete: canEdit,
        canSelectAll: true,
        canEditRichly: target?.isContentEditable === true,
      },
    });
  });
}
